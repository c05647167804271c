import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ministackPython } from '../../../../local/aws/local-aws';

jest.setTimeout(120_000); // the first start makes the Python environment

const MINISTACK = join(__dirname, '..', '..', '..', '..', 'local', 'aws', 'ministack');

test('the start fails if ministack lacks a name, and the error has that name', async () => {
  const python = await ministackPython(() => {});
  const launcher = join(MINISTACK, 'launcher.py');
  const script = `
import runpy, sys
from ministack.services import sns
del sns.topic_policy_for_arn
sys.path.insert(0, ${JSON.stringify(MINISTACK)})
sys.argv = ['launcher.py', '--port', '0', '--simulator', 'http://127.0.0.1:1']
runpy.run_path(${JSON.stringify(launcher)}, run_name='__main__')`;

  const start = promisify(execFile)(python, ['-B', '-c', script]);
  start.child.stdin?.end('{"token": "", "keySeed": ""}\n');

  await expect(start).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('it lacks: ministack.services.sns.topic_policy_for_arn'),
  });
});
