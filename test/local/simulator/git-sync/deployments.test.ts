import { setImmediate } from 'node:timers/promises';
import {
  type StackContent,
  type SyncedStack,
  type SyncStatusChange,
  startSimulator,
} from '../../../../local/simulator/index.ts';
import { availableConnection, client, ROLE } from '../client.ts';
import {
  blockers,
  call,
  connection,
  files,
  finish,
  follow,
  link,
  PATH,
  prod,
  push,
  resolve,
  setUpGitSync,
  simulator,
  stackStatus,
} from './rig.ts';

setUpGitSync();

describe('with a deployer', () => {
  const deployed: [SyncedStack, StackContent][] = [];
  let drift: Record<string, string>;
  let deploying: () => Promise<void>;

  beforeEach(() => {
    deployed.length = 0;
    drift = {};
    deploying = () => Promise.resolve();
    simulator.deployWith({
      driftOf: async () => drift,
      deploy: async (stack, content, note) => {
        deployed.push([stack, content]);
        note('Created a change set', 'arn:change-set');
        await deploying();
      },
    });
  });

  /** Lets the clock run, and what it sets off. */
  const settle = async () => {
    finish();
    await setImmediate();
  };
  const lastEvent = async () => (await stackStatus()).LatestSync.Events.at(-1);

  test('the stack is deployed from its files, in the name of its role and connection', async () => {
    await follow();
    const deployment = `${PATH}\nparameters: { Name: 012 }\ntags: { live: true }`;
    push({ files: { ...files, 'deploy/prod.yaml': deployment } });
    await settle();

    const stack = { stackName: 'prod', region: 'us-east-1', roleArn: ROLE, connectionArn: connection };
    const content = { template: 'Resources: {}', parameters: { Name: '012' }, tags: { live: 'true' } };
    expect(deployed).toEqual([[stack, content]]);
    const { LatestSync } = await stackStatus();
    expect(LatestSync.Status).toBe('SUCCEEDED');
    expect(LatestSync.Events).toContainEqual(
      expect.objectContaining({ Type: 'IN_PROGRESS', Event: 'Created a change set', ExternalId: 'arn:change-set' }),
    );
  });

  test('a sync is in progress until the deployment is over, and the next one begins then', async () => {
    await follow();
    const { promise, resolve: end } = Promise.withResolvers<void>();
    deploying = () => promise;
    const first = push();
    await settle();
    const second = push({ files: { 'README.md': 'hello' } });
    await settle();
    expect((await stackStatus()).LatestSync).toMatchObject({ Status: 'IN_PROGRESS', TargetRevision: { Sha: first } });
    await expect(call('UpdateSyncConfiguration', prod)).rejects.toMatchObject({ name: 'UpdateOutOfSyncException' });

    end();
    await settle();
    await settle();
    expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(second);
    expect(deployed).toHaveLength(2);
  });

  test('a deployment that fails is a sync that fails, for the same reason', async () => {
    await follow();
    deploying = () => Promise.reject(new Error('Stack prod is UPDATE_ROLLBACK_COMPLETE'));
    push();
    await settle();
    expect(await lastEvent()).toMatchObject({ Type: 'FAILED', Event: 'Stack prod is UPDATE_ROLLBACK_COMPLETE' });
    expect(await stackStatus()).not.toHaveProperty('LatestSuccessfulSync');
  });

  test('nothing is deployed from files that are not well-formed, nor past a blocker', async () => {
    await follow();
    push({ files: { ...files, 'app.yaml': null } });
    await settle();
    push({ files });
    simulator.raiseBlocker({ stackName: 'prod' });
    await settle();
    expect((await lastEvent())?.Event).toContain('does not exist');
    simulator.configure({ syncsWhileBlocked: true });
    push({ files });
    await settle();
    expect((await lastEvent())?.Event).toContain('Blocked by');
    expect(deployed).toEqual([]);
  });

  test('drift blocks nothing', async () => {
    await follow();
    drift = { Topic: 'DELETED' };
    push();
    await settle();
    expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
    expect(await blockers()).toEqual([]);
  });

  test('where that is set, drift blocks the sync, once: what a person has resolved is deployed, with the drift', async () => {
    simulator.configure({ driftBlocks: true });
    await follow();
    drift = { Topic: 'DELETED' };
    push();
    await settle();
    const [{ Id, ...blocker }] = (await blockers()) ?? [];
    expect(blocker).toMatchObject({
      CreatedReason: 'Stack prod was changed by hand: Topic',
      Contexts: [{ Key: 'Topic', Value: 'DELETED' }],
    });
    expect((await lastEvent())?.Event).toBe(`Blocked by ${Id}: ${blocker.CreatedReason}`);
    expect(deployed).toEqual([]);

    await resolve(Id);
    await settle();
    expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
    push();
    await settle();
    expect(deployed).toHaveLength(2);
  });

  test('other drift, and drift that comes back, block anew', async () => {
    simulator.configure({ driftBlocks: true });
    await follow();
    const [topic, queue] = [{ Topic: 'DELETED' }, { Queue: 'DELETED' }];
    for (drift of [topic, { ...topic, ...queue }, {}, topic]) {
      push();
      await settle();
      for (const { Id, Status } of (await blockers()) ?? []) if (Status === 'ACTIVE') await resolve(Id);
      await settle();
    }
    expect(await blockers()).toHaveLength(3);
  });

  test('a sync configuration that is deleted before its deployment deploys nothing', async () => {
    await follow();
    push();
    simulator.advance(400);
    await call('DeleteSyncConfiguration', prod);
    await settle();
    expect(deployed).toEqual([]);
  });
});

test('each change of a status is announced, in its order', async () => {
  const changes: SyncStatusChange[] = [];
  simulator.announceTo((change) => changes.push(change));
  simulator.deployWith({ driftOf: async () => ({}), deploy: async (_, __, note) => note('a step') });
  await follow();
  const commit = push();
  finish();
  await setImmediate();

  const statuses = changes.map(({ stackName = 'branch', detail }) => [stackName, detail.previousStatus, detail.status]);
  const steps = [
    [undefined, 'INITIATED'],
    ['INITIATED', 'IN_PROGRESS'],
    ['IN_PROGRESS', 'SUCCEEDED'],
  ];
  expect(statuses).toEqual(['branch', 'prod'].flatMap((subject) => steps.map((step) => [subject, ...step])));
  expect(changes[0]).toMatchObject({
    account: '123456789012',
    region: 'us-east-1',
    detail: { connectionArn: connection, repositoryLinkId: link, branch: 'main', commit, repositoryName: 'infra' },
  });
});

test('with a deployer, syncs go on by themselves', async () => {
  const own = await startSimulator();
  try {
    own.configure({ syncDelay: 1 });
    const { promise, resolve: deployed } = Promise.withResolvers<string>();
    own.deployWith({ driftOf: async () => ({}), deploy: async ({ stackName }) => deployed(stackName) });
    const ownCall = client(own);
    const ConnectionArn = await availableConnection(ownCall, (arn) => own.completeConnection(arn));
    const input = { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' };
    const { RepositoryLinkId } = (await ownCall('CreateRepositoryLink', input)).RepositoryLinkInfo;
    const sync = { ...prod, Branch: 'main', ConfigFile: 'deploy/prod.yaml', RoleArn: ROLE };
    await ownCall('CreateSyncConfiguration', { ...sync, RepositoryLinkId });
    own.push({ repository: 'my-org/infra', branch: 'main', files });
    expect(await promise).toBe('prod');
  } finally {
    await own.close();
  }
});
