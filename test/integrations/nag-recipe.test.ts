process.env.CDK_VALIDATION = 'false';

import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeWildcards } from '../../examples/typescript/git-sync/cdk-nag';
import {
  AvailableConnection,
  Connection,
  GitRepository,
  GitSyncedStack,
  MonitorEventBus,
  ProviderType,
  SyncMonitor,
} from '../../src';
import { useEveryCustomResource } from '../every-custom-resource';
import FLAGS from '../feature-flags.json';

const ENV = { account: '123456789012', region: 'us-east-1' };

/** Each construct that comes with a role or a policy of its own. */
function useAll(stack: Stack): Stack {
  useEveryCustomResource(stack);
  const connection = new AvailableConnection(stack, 'Ready', {
    connection: new Connection(stack, 'GitHub', { providerType: ProviderType.GITHUB }),
  });
  new GitSyncedStack(stack, 'App', {
    repository: GitRepository.fromConnection(connection, 'my-org/infra'),
    branch: 'main',
    configFile: 'app.yaml',
    stackName: 'app',
    waitForSync: true,
  });
  new SyncMonitor(stack, 'Monitor');
  new MonitorEventBus(stack, 'Bus', { organizationId: 'o-abcdef1234' });
  return stack;
}

function violations(app: App): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

const APPS: [name: string, env: typeof ENV | undefined, context: Record<string, unknown>][] = [
  ['an environment, and the flags of `cdk init`', ENV, FLAGS],
  ['an environment, and no flags', ENV, {}],
  ['no environment, and the flags of `cdk init`', undefined, FLAGS],
  ['no environment, and no flags', undefined, {}],
];

test.each(APPS)('with %s, all that cdk-nag finds is acknowledged by the recipe', (_, env, context) => {
  const app = new App({ context });
  const stack = useAll(new Stack(app, 'All', { env }));
  expect(violations(app).length).toBeGreaterThan(20);
  acknowledgeWildcards(stack, 'prod', 'app');
  expect(violations(app)).toEqual([]);
});

test('for a construct, the recipe acknowledges nothing of its neighbors', () => {
  const stack = useAll(new Stack(new App(), 'All'));
  new Role(stack, 'Own', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }).addToPolicy(
    new PolicyStatement({ actions: ['ec2:*'], resources: ['*'] }),
  );
  for (const id of ['CodeConnectionsHandler', 'CodeConnectionsConnectionHandler', 'App', 'Monitor', 'Target'])
    acknowledgeWildcards(stack.node.findChild(id), 'prod', 'app');
  const own = (found: string) => found.endsWith(' All/Own/DefaultPolicy/Resource');
  const found = violations(stack.node.root as App);
  expect(found).not.toEqual([]);
  expect(found.filter((violation) => !own(violation))).toEqual([]);
});
