import { callCodeConnections } from '../../local/aws/codeconnections.ts';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws.ts';
import { localAccount } from '../aws/account.ts';
import { clean } from '../aws/clean.ts';
import { CloudFormation } from '../aws/cloudformation.ts';
import { TAG } from '../aws/settings.ts';

jest.setTimeout(120_000);

const TEMPLATE = JSON.stringify({ Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } });
const RUN = '0a1b2c3d';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

const connect = (ConnectionName: string, tags: Record<string, string> = {}) =>
  callCodeConnections(aws.env, 'CreateConnection', {
    ConnectionName,
    ProviderType: 'GitHub',
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });

test('what runs that were killed have left is deleted, and nothing else', async () => {
  const account = localAccount(aws);
  const cloudFormation = new CloudFormation(account);
  const tags = { [TAG]: RUN };
  await cloudFormation.create(`try-git-sync-${RUN}`, TEMPLATE, tags);
  await cloudFormation.create(`try-connection-${RUN}`, TEMPLATE, tags);
  await cloudFormation.create(`try-synced-${RUN}`, TEMPLATE, {}); // Git sync gives it no tag
  await cloudFormation.create('try-mine', TEMPLATE, tags);
  await cloudFormation.create('other', TEMPLATE, tags);
  await connect(`cc-test-${RUN}-a`);
  await connect('tagged', tags);
  await connect('mine');
  const stacks = [`try-git-sync-${RUN}`, `try-connection-${RUN}`, `try-synced-${RUN}`, 'try-mine', 'other'];
  for (const name of stacks) await cloudFormation.settled(name);

  const log: string[] = [];
  expect(await clean(account, 'try', undefined, (line) => log.push(line))).toBe(true);

  expect(log[0]).toBe(`deletes stack try-synced-${RUN}`); // while its role is there
  expect(log.slice(1).sort()).toEqual([
    `deletes connection cc-test-${RUN}-a`,
    'deletes connection tagged',
    `deletes stack try-connection-${RUN}`,
    `deletes stack try-git-sync-${RUN}`,
  ]);
  const left = await Promise.all(stacks.map(async (name) => [name, (await cloudFormation.stack(name))?.status]));
  expect(left.flatMap(([name, status]) => (status ? [name] : []))).toEqual(['try-mine', 'other']);
  const { Connections } = await callCodeConnections<{ Connections: { ConnectionName: string }[] }>(
    aws.env,
    'ListConnections',
    {},
  );
  expect(Connections.map(({ ConnectionName }) => ConnectionName)).toEqual(['mine']);
});
