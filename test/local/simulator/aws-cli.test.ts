import type { OperationName, ServiceName } from '../../../local/simulator/model/operations.ts';
import { OPERATIONS } from '../../../local/simulator/model/operations.ts';
import { availableConnection, client } from './client.ts';
import { everyOperation } from './every-operation.ts';
import { awsCli, Git, localAddress } from './git.ts';
import { usePython } from './python-program.ts';

jest.setTimeout(30_000);

const python = usePython('aws-cli.py');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...options: string[]): Promise<Run> => python.ask(options);

/** Runs `aws SERVICE OPERATION` with the input as JSON, and returns the output. */
function aws(service: ServiceName) {
  return async (operation: OperationName, input: object = {}) => {
    const command = operation.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
    const { code, out, err } = await run(service, command, '--cli-input-json', JSON.stringify(input));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out === '' ? {} : JSON.parse(out);
  };
}

describe.each<ServiceName>(['codeconnections', 'codestar-connections'])('aws %s', (service) => {
  test('drives all 27 operations', async () => {
    // Only the newer API knows PullRequestComment.
    await everyOperation(aws(service), python.simulator, { isNewer: service === 'codeconnections' });
    expect(new Set(python.simulator.calls.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
    expect(python.simulator.calls.every((each) => each.service === service && each.status === 200)).toBe(true);
  }, 120_000);

  test('shows errors as those of the service', async () => {
    const arn = `arn:aws:${service}:us-east-1:123456789012:connection/x`;
    const { code, err } = await run(service, 'get-connection', '--connection-arn', arn);
    expect(code).not.toBe(0);
    expect(err).toContain('(ResourceNotFoundException) when calling the GetConnection operation');
    expect(err).toContain(`Connection ${arn} not found`);
  });

  test('takes options as they are typed in a shell', async () => {
    const { code } = await run(
      ...[
        service,
        'create-connection',
        '--provider-type',
        'GitHub',
        '--connection-name',
        'mine',
        '--tags',
        'Key=a,Value=b',
      ],
    );
    expect(code).toBe(0);
    const { out } = await run(
      service,
      'list-connections',
      '--query',
      'Connections[].ConnectionName',
      '--output',
      'text',
    );
    expect(out).toBe('mine\n');
  });
});

test.each<ServiceName>(['codeconnections', 'codestar-connections'])(
  'its credential helper signs Git in at the host name of %s',
  async (service) => {
    const { simulator } = python;
    const git = new Git();
    try {
      const call = client(simulator, { service });
      const arn = await availableConnection(call, (each) => simulator.completeConnection(each), service);
      simulator.push({ repository: 'my-org/app', branch: 'main', files: { 'README.md': 'app' } });
      const host = `${service}.us-east-1.amazonaws.com`;
      const path = `git-http/123456789012/us-east-1/${arn.split('/')[1]}/my-org/app.git`;
      const helper = 'credential.helper=!aws --region us-east-1 codecommit credential-helper $@';
      const clone = ['clone', localAddress(`https://${host}/${path}`, simulator.url), 'app'];
      const env = await awsCli(simulator.credentials());
      expect(await git.run(['-c', helper, '-c', 'credential.useHttpPath=true', ...clone], env)).toMatchObject({
        code: 0,
      });
      expect((await git.run(['-C', 'app', 'show', 'HEAD:README.md'])).out).toBe('app');
    } finally {
      git.remove();
    }
  },
);
