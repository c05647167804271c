/** Functions that cannot be loaded or end badly: the errors and logs of AWS, and stacks that do not hang. */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { customResourceStack, ended, functionStack, invoke, logOf, PYTHON } from './functions';
import { useStacks } from './local-stacks';
import { role } from './roles';

jest.setTimeout(120_000); // the first start makes the Python environment

const { aws, stacks, numbered } = useStacks();

const name = () => numbered('functions');
const RESPOND = `
const { send, SUCCESS } = require('cfn-response');
exports.handler = (event, context) => send(event, context, SUCCESS, { Pid: process.pid }, 'physical');`;

const FAILURES: [string, string, object, string, string][] = [
  [
    'a syntax error',
    'exports.handler = async () => {',
    {},
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: Unexpected end of input',
  ],
  [
    'a module that is missing',
    "require('./nope'); exports.handler = async () => {};",
    {},
    'Runtime.ImportModuleError',
    "Error: Cannot find module './nope'\nRequire stack:\n- /var/task/index.js",
  ],
  [
    'the SDK of version 2, which no runtime of today has',
    "require('aws-sdk'); exports.handler = async () => {};",
    {},
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'aws-sdk'\nRequire stack:\n- /var/task/index.js",
  ],
  [
    'no file of the handler',
    '1',
    { Handler: 'app.handler' },
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'app'",
  ],
  [
    'no export of the handler',
    'exports.other = 1;',
    {},
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ],
  [
    'a handler that is no function',
    'exports.handler = 1;',
    {},
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ],
  ['an exception at import', "throw new TypeError('not today');", {}, 'TypeError', 'not today'],
  ['an exception', "exports.handler = async () => { throw new RangeError('far') };", {}, 'RangeError', 'far'],
  [
    'an exit',
    'exports.handler = () => process.exit(3);',
    {},
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 3',
  ],
  ['an exit at import', 'process.exit(4)', {}, 'Runtime.ExitError', 'Error: Runtime exited with error: exit status 4'],
  [
    'a rejection that nobody awaits',
    "exports.handler = () => { Promise.reject(new Error('lost')); return new Promise(() => setTimeout(() => {}, 9e3)); };",
    {},
    'Runtime.UnhandledPromiseRejection',
    'Error: lost',
  ],
  [
    'a timeout',
    'exports.handler = () => { for (;;); };',
    { Timeout: 1 },
    'Sandbox.Timedout',
    'Error: Task timed out after 1.00 seconds',
  ],
  [
    'a syntax error in Python',
    'def handler(',
    { Runtime: PYTHON },
    'Runtime.UserCodeSyntaxError',
    "Syntax error in module 'index': ",
  ],
  [
    'a module that is missing in Python',
    'import nope',
    { Runtime: PYTHON },
    'Runtime.ImportModuleError',
    "Unable to import module 'index': No module named 'nope'",
  ],
  [
    'a package of the local AWS, which no runtime has, in Python',
    'import hypercorn',
    { Runtime: PYTHON },
    'Runtime.ImportModuleError',
    "Unable to import module 'index': No module named 'hypercorn'",
  ],
  [
    'no handler in Python',
    'other = 1',
    { Runtime: PYTHON },
    'Runtime.HandlerNotFound',
    "Handler 'handler' missing on module 'index'",
  ],
  ['an exception in Python', 'def handler(event, context): return event["x"]', { Runtime: PYTHON }, 'KeyError', "'x'"],
  [
    'an exit in Python',
    'import os\ndef handler(event, context): os._exit(5)',
    { Runtime: PYTHON },
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 5',
  ],
  ...['java21', 'dotnet8', 'ruby3.4'].map((Runtime): [string, string, object, string, string] => [
    `the runtime ${Runtime}`,
    'code',
    { Runtime },
    'Runtime.NotSupported',
    `The local AWS does not run the runtime ${Runtime}`,
  ]),
  [
    'a custom runtime without an executable',
    'code',
    { Runtime: 'provided.al2023' },
    'Runtime.InvalidEntrypoint',
    'No bootstrap binary found in the deployment package.',
  ],
];

test.each(FAILURES)(
  '%s is the error of the invocation, and in the log',
  async (_, code, properties, errorType, message) => {
    const { Name } = await stacks.create(name(), functionStack(code, properties));

    expect(await invoke(aws.env, Name)).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });

    const log = await logOf(aws.env, Name);
    expect(log).toContain(errorType);
    expect(log).toContain(message.split('\n')[0]);
    expect(log).toMatch(/^START RequestId: .*^REPORT RequestId: /ms);
  },
);

test('a function that throws is kept, and serves the next invocation', async () => {
  const code = 'exports.handler = async ({ fail }) => { if (fail) throw new Error(fail); return process.pid; };';
  const { Name } = await stacks.create(name(), functionStack(code));

  const before = await invoke(aws.env, Name);
  expect(await invoke(aws.env, Name, { fail: 'once' })).toMatchObject({ errorMessage: 'once' });

  expect(await invoke(aws.env, Name)).toBe(before);
});

test.each([
  ['returns nothing', 'exports.handler = () => {};', null],
  ['awaits what never comes', 'exports.handler = () => new Promise(() => {});', null],
  ['calls back', 'exports.handler = (event, context, callback) => setTimeout(callback, 10, null, 1);', 1],
  ['calls context.succeed', 'exports.handler = (event, context) => { setTimeout(context.succeed, 10, 2); };', 2],
  [
    'writes to the standard output what looks like an answer',
    `exports.handler = async () => {
    require('fs').writeSync(1, '{"status":"result","result":4}');
    return 3; };`,
    3,
  ],
  ['returns a megabyte', "exports.handler = async () => 'x'.repeat(1_000_000);", 'x'.repeat(1_000_000)],
  ['has a handler in an object', 'exports.handler = { of: async () => 5 };', 5],
])('a function that %s ends as on AWS', async (_, code, result) => {
  const properties = code.includes(' of:') ? { Handler: 'index.handler.of' } : {};
  const { Name } = await stacks.create(name(), functionStack(code, properties));

  expect(await invoke(aws.env, Name)).toBe(result);
});

test.each(FAILURES.filter(([what]) => /module that|timeout|exit$|java21|custom/.test(what)))(
  '%s fails a custom resource at once, with the error as its reason',
  async (_, code, properties, errorType, message) => {
    const reason = await stacks.failure('CreateStack', name(), customResourceStack(code, properties));

    expect(reason).toMatch(/^C: Function functions-\S+ failed, with all retries: /m);
    expect(reason).toContain(errorType);
    expect(reason).toContain(message.split('\n')[0]);
    expect(reason).toContain(`(log group /aws/lambda/${name()}-Function`);
  },
);

test('a custom resource whose function broke is DELETE_FAILED at once, and the stack can be deleted without it', async () => {
  await stacks.create(name(), customResourceStack(RESPOND));
  const broken = customResourceStack('broken(');
  broken.Resources.C = customResourceStack(RESPOND).Resources.C;
  await stacks.update(name(), broken);

  await expect(stacks.delete(name())).rejects.toThrow(/C: Function .* Runtime.UserCodeSyntaxError: SyntaxError/);
  await stacks.call('DeleteStack', { StackName: name(), 'RetainResources.member.1': 'C' });

  expect(await stacks.settled(name())).toBe('DELETE_COMPLETE');
});

test('an answer counts, even if the function fails after it', async () => {
  const code = `${RESPOND.replace('send(event', 'answer(event')}
async function answer(event, context, ...rest) {
  await send(event, { ...context, done: () => {} }, ...rest);
  throw new Error('late');
}`;

  expect(await stacks.create(name(), customResourceStack(code))).toMatchObject({ Ref: 'physical' });
});

test('a later invocation can answer, and if it fails the custom resource fails', async () => {
  const stack = (later: string) => {
    const code = `
import boto3, cfnresponse, json, os
def handler(event, context):
    if 'again' in event or event['RequestType'] == 'Delete':
        ${later}
    else:
        payload = json.dumps({**event, 'again': True})
        boto3.client('lambda').invoke(FunctionName=context.function_name, InvocationType='Event', Payload=payload)`;
    const template = customResourceStack(code, { Runtime: PYTHON });
    template.Resources.Role = role({ Service: 'lambda.amazonaws.com' }, [{ Action: 'lambda:InvokeFunction' }]);
    return template;
  };

  const answering = "cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, 'physical')";
  expect(await stacks.create(name(), stack(answering))).toMatchObject({ Ref: 'physical' });
  const reason = await stacks.failure('CreateStack', `${name()}-failing`, stack("raise ValueError('gave up')"));

  expect(reason).toContain('ValueError: gave up');
});

test('code that is not in the bucket fails the creation of its function', async () => {
  await stacks.call('CreateStack', {
    StackName: `${name()}-bucket`,
    TemplateBody: JSON.stringify({ Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name() } } } }),
  });
  await stacks.settled(`${name()}-bucket`);

  const reason = await stacks.failure(
    'CreateStack',
    name(),
    functionStack('', { Code: { S3Bucket: name(), S3Key: 'k' } }),
  );

  expect(reason).toContain('Function: Error occurred while GetObject. S3 Error Code: NoSuchKey');
});

describe('the process of a function', () => {
  const PID = 'exports.handler = async () => process.pid;';
  const folders = () =>
    readdirSync(tmpdir())
      .filter((folder) => folder.startsWith('local-aws-'))
      .flatMap((folder) => readdirSync(join(tmpdir(), folder)).map((entry) => join(tmpdir(), folder, entry)))
      .filter((folder) => basename(folder).startsWith(`ministack-lambda-${name()}-`));

  test.each([
    ['its code is updated', (Name: string) => stacks.update(name(), functionStack(`${PID} // ${Name}`))],
    [
      'its configuration is updated',
      (Name: string) => stacks.update(name(), functionStack(PID, { Environment: { Variables: { Name } } })),
    ],
    [
      'it is removed from the stack',
      () => stacks.update(name(), { Resources: { Role: functionStack('').Resources.Role } }),
    ],
    ['it is replaced', () => stacks.update(name(), functionStack(PID, { FunctionName: `${name()}-new` }))],
    ['the stack is deleted', () => stacks.delete(name())],
  ])('ends when %s, and its folder is removed', async (_, change) => {
    const { Name } = await stacks.create(name(), functionStack(PID));
    const pid = await invoke<number>(aws.env, Name);
    expect(folders()).toHaveLength(1);

    await change(Name);

    await ended(pid);
    expect(folders()).toEqual([]);
  });

  const slow = (milliseconds: number) => `exports.handler = async () => {
    require('fs').writeFileSync('running', '');
    await new Promise((end) => setTimeout(end, ${milliseconds}));
    return 'done';
  };`;
  const running = async () => {
    while (!folders().some((folder) => existsSync(join(folder, 'code', 'running')))) await sleep(20);
  };
  const allGone = async () => {
    while (folders().length > 0) await sleep(20);
  };

  test('ends when its function is deleted while it runs, and the invocation is not repeated', async () => {
    const { Name } = await stacks.create(name(), functionStack(slow(60_000), { Timeout: 90 }));
    const invocation = invoke(aws.env, Name);
    await running();

    await stacks.delete(name());

    expect(await invocation).toMatchObject({ errorType: 'Runtime.ExitError' });
    await allGone();
  });

  test('ends after its invocation when the code is updated', async () => {
    const { Name } = await stacks.create(name(), functionStack(slow(500)));
    const invocation = invoke(aws.env, Name);
    await running();

    await stacks.update(name(), functionStack(PID));

    expect(await invocation).toBe('done');
    await allGone();
  });

  test.each(['throw new Error()', 'process.exit(1)', 'for (;;);'])(
    'of a function with `%s` ends, and its folder is removed',
    async (code) => {
      const { Name } = await stacks.create(
        name(),
        functionStack(`exports.handler = () => { ${code} };`, { Timeout: 1 }),
      );
      await invoke(aws.env, Name);

      await stacks.delete(name());

      expect(folders()).toEqual([]);
    },
  );
});
