import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { put } from '../signed-request';
import { Stacks, type Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

/**
 * The function behind the custom resources of these tests. It sends each request to the recorder, and responds with the
 * required fields of a response, overridden by the property `On<request type>`.
 */
const FUNCTION = `
const send = (method, url, body) => new Promise((resolve, reject) =>
  require('node:http').request(url, { method, headers: { 'content-length': Buffer.byteLength(body) } },
    (response) => response.resume().on('end', resolve)).on('error', reject).end(body));
exports.handler = async ({ ResponseURL, ...event }) => {
  const { Recorder, ...properties } = event.ResourceProperties;
  await send('POST', Recorder, JSON.stringify(event));
  const { silent, crash, length, ...change } = JSON.parse(properties['On' + event.RequestType] ?? '{}');
  if (crash) throw new Error('crashed');
  if (silent) return;
  const { RequestId, StackId, LogicalResourceId } = event;
  const response = { Status: 'SUCCESS', PhysicalResourceId: event.PhysicalResourceId ?? 'physical', RequestId, StackId, LogicalResourceId, Data: {}, ...change };
  if (length) response.Data.padding = 'x'.repeat(length - Buffer.byteLength(JSON.stringify({ ...response, Data: { padding: '' } })));
  await send('PUT', ResponseURL, JSON.stringify(response));
};`;

interface Request {
  readonly RequestType: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, string>;
  readonly OldResourceProperties?: Record<string, string>;
}

let aws: LocalAws;
let stacks: Stacks;
let recorder: Server;
let requests: Request[];
let count = 0;

beforeAll(async () => {
  recorder = createServer(async (request, response) => {
    requests.push(JSON.parse(await text(request)));
    response.end();
    recorder.emit('recorded');
  });
  recorder.listen(0, '127.0.0.1');
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
});

beforeEach(() => {
  requests = [];
  count += 1;
});

afterAll(async () => {
  await aws.stop();
  recorder.close();
});

/** A stack of one custom resource, C, whose function responds as the properties say. */
function stack(properties: Record<string, object | string> = {}): Template {
  const texts = Object.entries(properties).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: FUNCTION },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
          Timeout: 60,
        },
      },
      C: {
        Type: 'Custom::Thing',
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
          ServiceTimeout: 20,
          Recorder: `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`,
          ...Object.fromEntries(texts),
        },
      },
    },
    Outputs: { Ref: { Value: { Ref: 'C' } } },
  };
}

const name = () => `custom-${count}`;
const types = () => requests.map(({ RequestType }) => RequestType);

test('the requests of create, update and delete have the fields of AWS', async () => {
  await stacks.create(name(), stack({ Text: 'before' }));
  await stacks.update(name(), stack({ Text: 'after' }));
  await stacks.delete(name());

  expect(requests).toMatchObject([
    { RequestType: 'Create', ResourceProperties: { Text: 'before', ServiceTimeout: '20' } },
    {
      RequestType: 'Update',
      PhysicalResourceId: 'physical',
      ResourceProperties: { Text: 'after' },
      OldResourceProperties: { Text: 'before' },
    },
    { RequestType: 'Delete', PhysicalResourceId: 'physical', ResourceProperties: { Text: 'after' } },
  ]);
  expect(requests[0]).not.toHaveProperty('PhysicalResourceId');
  expect(requests[2]).not.toHaveProperty('OldResourceProperties');
});

test('a failed Create is followed by a Delete of the physical id in its response', async () => {
  const OnCreate = { Status: 'FAILED', Reason: 'no luck', PhysicalResourceId: 'half-made' };

  expect(await stacks.failure('CreateStack', name(), stack({ OnCreate }))).toContain('C: no luck');

  expect(requests).toMatchObject([
    { RequestType: 'Create' },
    { RequestType: 'Delete', PhysicalResourceId: 'half-made' },
  ]);
});

test('a failed Update is followed by an Update back to the old properties', async () => {
  await stacks.create(name(), stack({ Text: 'before' }));

  await stacks.failure('UpdateStack', name(), stack({ Text: 'after', OnUpdate: { Status: 'FAILED', Reason: 'no' } }));

  expect(requests).toMatchObject([
    { RequestType: 'Create' },
    { RequestType: 'Update', ResourceProperties: { Text: 'after' } },
    { RequestType: 'Update', ResourceProperties: { Text: 'before' }, OldResourceProperties: { Text: 'after' } },
  ]);
});

test('a failed update sends every custom resource that it has changed back', async () => {
  const two = (Text: string, OnUpdate: object = {}) => {
    const { Resources } = stack({ Text, OnUpdate });
    const Last = { ...Resources.C, DependsOn: 'C' };
    return { Resources: { ...Resources, ...stack({ Text }).Resources, Last } };
  };
  await stacks.create(name(), two('before'));

  await stacks.failure('UpdateStack', name(), two('after', { Status: 'FAILED', Reason: 'no' }));

  expect(
    requests.map(({ LogicalResourceId, RequestType, ResourceProperties }) => [
      ...[LogicalResourceId, RequestType, ResourceProperties.Text],
    ]),
  ).toEqual([
    ...[
      ['C', 'Create', 'before'],
      ['Last', 'Create', 'before'],
      ['C', 'Update', 'after'],
      ['Last', 'Update', 'after'],
    ],
    ...[
      ['C', 'Update', 'before'],
      ['Last', 'Update', 'before'],
    ],
  ]);
});

describe('another ServiceToken', () => {
  /** The same stack, whose custom resource belongs to another function. */
  function withOther(): Template {
    const { Resources, ...rest } = stack({ Text: 'after' });
    const ServiceToken = { 'Fn::GetAtt': ['Other', 'Arn'] };
    const C = { ...Resources.C, Properties: { ...(Resources.C.Properties as object), ServiceToken } };
    return { ...rest, Resources: { ...Resources, C, Other: Resources.Function } };
  }

  test('is refused, and neither function gets a request', async () => {
    await stacks.create(name(), stack({ Text: 'before' }));

    const reason = await stacks.failure('UpdateStack', name(), withOther());

    expect(reason).toContain('C: Modifying service token is not allowed.');
    expect(types()).toEqual(['Create']);
    await stacks.delete(name());
    expect(types()).toEqual(['Create', 'Delete']);
  });
});

test.each([
  ['AWS::CloudFormation::CustomResource', 'Custom::Thing'],
  ['Custom::Thing', 'Custom::Other'],
])('a change from %s to %s is refused', async (before, after) => {
  const typed = (Type: string) => {
    const { Resources, ...rest } = stack();
    return { ...rest, Resources: { ...Resources, C: { ...Resources.C, Type } } };
  };
  await stacks.create(name(), typed(before));

  await expect(stacks.begin('UpdateStack', name(), typed(after))).rejects.toThrow(
    'Update of resource type is not permitted.',
  );
  expect(types()).toEqual(['Create']);
});

test('an Update that changes the physical id is followed by a Delete of the old one', async () => {
  await stacks.create(name(), stack());

  const { Ref } = await stacks.update(name(), stack({ OnUpdate: { PhysicalResourceId: 'new' } }));

  expect(Ref).toBe('new');
  expect(requests.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'physical' });
});

test.each([
  ['longer than 4,096 bytes', { length: 4097 }, 'Response object is too long.'],
  ['with a RequestId of its own', { RequestId: 'mine' }, 'RequestId is not that of the request'],
  ['with a StackId of its own', { StackId: 'mine' }, 'StackId is not that of the request'],
  ['with a LogicalResourceId of its own', { LogicalResourceId: 'mine' }, 'LogicalResourceId is not that'],
  ['without a physical id', { PhysicalResourceId: '' }, 'Invalid PhysicalResourceId'],
  ['with an unknown status', { Status: 'FINE' }, 'Status is neither SUCCESS nor FAILED'],
])('a response %s fails the resource, which is then deleted', async (_, OnCreate, reason) => {
  expect(await stacks.failure('CreateStack', name(), stack({ OnCreate }))).toContain(reason);

  expect(types()).toEqual(['Create', 'Delete']);
  expect(requests[1].PhysicalResourceId).toMatch(new RegExp(`^${name()}-C-`)); // one that CloudFormation makes up
});

test('a response of 4,096 bytes is accepted', async () => {
  await stacks.create(name(), stack({ OnCreate: { length: 4096 } }));
});

test('without a response the resource fails after its ServiceTimeout', async () => {
  const reason = await stacks.failure(
    'CreateStack',
    name(),
    stack({ OnCreate: { silent: true }, ServiceTimeout: '1' }),
  );

  expect(reason).toContain('did not receive a response from your Custom Resource');
  expect(types()).toEqual(['Create', 'Delete']);
});

test('a function that throws is invoked three times', async () => {
  await stacks.begin('CreateStack', name(), stack({ OnCreate: { crash: true } }));
  await recorded(3);
  await stacks.delete(name());

  expect(types()).toEqual(['Create', 'Create', 'Create', 'Delete']);
});

test('a failed Delete keeps the resources that it depends on, so that it can be retried', async () => {
  await stacks.create(name(), stack({ OnDelete: { Status: 'FAILED', Reason: 'not now' } }));

  await expect(stacks.delete(name())).rejects.toThrow(/DELETE_FAILED: C: not now\nFunction: Not deleted: C/);
  await expect(stacks.call('UpdateStack', { StackName: name(), TemplateBody: '{}' })).rejects.toThrow(
    'is in DELETE_FAILED state and can not be updated',
  );
  await expect(stacks.delete(name())).rejects.toThrow('DELETE_FAILED');

  expect(types()).toEqual(['Create', 'Delete', 'Delete']);
});

describe('while a custom resource waits', () => {
  const waiting = () => stack({ OnCreate: { silent: true }, ServiceTimeout: '600' });

  test.each(['UpdateStack', 'CreateChangeSet'])('%s is refused', async (action) => {
    await stacks.begin('CreateStack', name(), waiting());
    await recorded(1);

    const attempt = stacks.call(action, {
      StackName: name(),
      ChangeSetName: 'changes',
      TemplateBody: JSON.stringify(stack({ Text: 'other' })),
      'Capabilities.member.1': 'CAPABILITY_IAM',
    });

    await expect(attempt).rejects.toThrow('is in CREATE_IN_PROGRESS state and can not be updated');
    await stacks.delete(name());
  });

  test('deleting the stack cancels it and deletes the resources that exist', async () => {
    await stacks.begin('CreateStack', name(), waiting());
    await recorded(1);
    const { StackId } = requests[0];

    await stacks.delete(name());

    expect(types()).toEqual(['Create', 'Delete']);
    const events = await stacks.events(StackId);
    expect(events).toContainEqual(expect.objectContaining({ logicalId: 'C', reason: 'Resource creation cancelled' }));
    expect(events).toContainEqual(expect.objectContaining({ logicalId: 'Function', status: 'DELETE_COMPLETE' }));
  });

  test('in a nested stack, deleting the parent cancels it and deletes the resources that exist', async () => {
    await put(aws, '/nested');
    await put(aws, '/nested/waiting', JSON.stringify(waiting()));
    const Properties = { TemplateURL: `${aws.endpoint}/nested/waiting` };
    await stacks.begin('CreateStack', name(), {
      Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties } },
    });
    await recorded(1);

    await stacks.delete(name());

    expect(types()).toEqual(['Create', 'Delete']);
    expect((await stacks.events(requests[0].StackId)).at(-1)).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  test('the stack of an update cannot be deleted, and cancelling the update cancels the resource', async () => {
    await stacks.create(name(), stack());
    await stacks.begin('UpdateStack', name(), stack({ OnUpdate: { silent: true }, ServiceTimeout: '600' }));
    await recorded(2);
    await expect(stacks.call('DeleteStack', { StackName: name() })).rejects.toThrow(
      'cannot be deleted while in status UPDATE_IN_PROGRESS',
    );

    await stacks.call('CancelUpdateStack', { StackName: name() });

    expect(await stacks.settled(name())).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(types()).toEqual(['Create', 'Update', 'Update']);
  });
});

/** Waits until the function has had this number of requests in the test. */
async function recorded(times: number): Promise<void> {
  while (requests.length < times) await once(recorder, 'recorded');
}
