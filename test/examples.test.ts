import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeWildcards } from '../examples/typescript/git-sync/cdk-nag';
import { GitSyncStack } from '../examples/typescript/git-sync/git-sync-stack';
import { ResolveSyncBlockersStack } from '../examples/typescript/resolve-sync-blockers/resolve-sync-blockers-stack';
import { SyncedStack } from './handlers/git-sync';
import { Rig } from './handlers/rig';
import { both, statements } from './resources';

const env = { account: '123456789012', region: 'us-east-1' };

test('the example git-sync passes the AwsSolutions rules of cdk-nag, but for wildcards that it gives a reason for', () => {
  const app = new App();
  const stack = new GitSyncStack(app, 'git-sync', { env });
  acknowledgeWildcards(stack);
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

describe('the example resolve-sync-blockers', () => {
  test('gives its function the permission to read and resolve sync blockers, and nothing else', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } }); // without bundling
    const stack = new ResolveSyncBlockersStack(app, 'resolve-sync-blockers', { env });
    const Action = both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker');
    expect(statements(stack)).toEqual([{ Effect: 'Allow', Action, Resource: '*' }]);
  });

  test('resolves all active sync blockers with the reason', async () => {
    const rig = await Rig.start();
    const environment = {
      AWS_ENDPOINT_URL: rig.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'the-secret-key',
      STACK_NAME: 'prod',
    };
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      const stack = await SyncedStack.create(rig);
      stack.sync();
      const ids = [stack.block('one'), stack.block('two')];
      const { handler } = await import('../examples/typescript/resolve-sync-blockers/resolve.lambda');
      const { resolved } = await handler({ reason: 'reviewed' });
      expect(resolved.map(({ Id }) => Id).sort()).toEqual(ids.sort());
      expect((await stack.blockers()).map(({ ResolvedReason }) => ResolvedReason)).toEqual(['reviewed', 'reviewed']);
      expect(await handler({ reason: 'again' })).toEqual({ resolved: [] });
    } finally {
      process.env = before;
      await rig.stop();
    }
  });
});
