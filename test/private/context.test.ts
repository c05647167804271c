process.env.CDK_VALIDATION = 'false';

import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  Connection,
  ConnectionBuildSource,
  ConnectionEvents,
  GitRepository,
  GitSyncedStack,
  Host,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
  WebhookFilters,
} from '../../src';
import { isContextMissing } from '../../src/private/context';
import { ACCOUNT, codeOf, newRole, newStack, REGION } from '../fixtures';

const ENV = { account: ACCOUNT, region: REGION };

/** The look-ups of the CDK, which the CLI answers before it runs the app again. */
const LOOK_UPS: Record<string, (stack: Stack) => unknown> = {
  'Vpc.fromLookup': (stack) => ec2.Vpc.fromLookup(stack, 'Found', { isDefault: true }),
  'SecurityGroup.fromLookupById': (stack) => ec2.SecurityGroup.fromLookupById(stack, 'Found', 'sg-1'),
  'StringParameter.valueFromLookup': (stack) => StringParameter.valueFromLookup(stack, '/x'),
  'HostedZone.fromLookup': (stack) => HostedZone.fromLookup(stack, 'Found', { domainName: 'example.com' }),
  'Key.fromLookup': (stack) => Key.fromLookup(stack, 'Found', { aliasName: 'alias/x' }),
  'NetworkLoadBalancer.fromLookup': (stack) =>
    NetworkLoadBalancer.fromLookup(stack, 'Found', { loadBalancerTags: { a: 'b' } }),
  'MachineImage.lookup': (stack) => ec2.MachineImage.lookup({ name: 'x' }).getImage(stack),
  'the zones of a stack': (stack) => stack.availabilityZones,
};

describe.each(Object.entries(LOOK_UPS))('%s', (_, lookUp) => {
  test('is missing context, for the whole app', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const other = new Stack(new Stage(app, 'Stage'), 'Other', { env: ENV });
    expect(isContextMissing(stack)).toBe(false);
    lookUp(stack);
    for (const scope of [app, stack, other]) expect(isContextMissing(scope)).toBe(true);
  });

  test('is not missing any more when the CLI has answered', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    lookUp(stack);
    const { missing = [] } = app.synth().manifest;
    expect(missing.length).toBeGreaterThan(0);

    const context = Object.fromEntries(missing.map(({ key, provider }) => [key, answerTo(provider)]));
    const again = new Stack(new App({ context }), 'Stack', { env: ENV });
    lookUp(again);
    expect(isContextMissing(again)).toBe(false);
  });
});

function answerTo(provider: string): unknown {
  const answers: Record<string, unknown> = {
    'vpc-provider': { vpcId: 'vpc-1', availabilityZones: [], subnetGroups: [] },
    'security-group': { securityGroupId: 'sg-1', allowAllOutbound: true },
    'load-balancer': {
      loadBalancerArn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/network/n/1`,
      ipAddressType: 'ipv4',
      vpcId: 'vpc-12345',
      securityGroupIds: [],
    },
    'hosted-zone': { Id: 'Z1', Name: 'example.com.' },
    'key-provider': { keyId: 'k' },
    'availability-zones': ['a'],
  };
  return answers[provider] ?? 'answer';
}

/** What is refused with a value that a look-up gives, before there is an answer. */
const USES: Record<string, (stack: Stack, value: string) => unknown> = {
  'the ARN of a connection': (stack, value) => Connection.fromConnectionArn(stack, 'It', value),
  'the ARN of a host': (stack, value) => Host.fromHostArn(stack, 'It', value),
  'the ARN of a link': (stack, value) => RepositoryLink.fromRepositoryLinkArn(stack, 'It', value),
  'a name that is too long': (stack, value) =>
    new Connection(stack, 'It', { connectionName: `${value}${'x'.repeat(40)}`, providerType: ProviderType.GITHUB }),
  'a repository': (stack, value) =>
    GitRepository.fromConnection(Connection.fromConnectionArn(stack, 'C', value), value.replaceAll('/', '')),
  'the repository of a synced stack': (stack, value) => {
    const connection = Connection.fromConnectionArn(stack, 'C', value);
    const repository = GitRepository.fromConnection(connection, value.replaceAll('/', ''));
    return new GitSyncedStack(stack, 'It', { repository, branch: 'main', configFile: 'a.yaml', stackName: value });
  },
  'the repository of a build': (stack, value) =>
    ConnectionBuildSource.gitHub({
      connection: Connection.fromConnectionArn(stack, 'C', value),
      repository: value.replaceAll('/', ''),
    }),
  'a restriction': (stack, value) =>
    Connection.fromConnectionArn(stack, 'C', value).grants.useConnection(newRole(stack), {
      repositories: [value.replaceAll('/', '')],
    }),
  'the name of a stack': (stack, value) =>
    SyncConfiguration.fromSyncConfigurationAttributes(stack, 'It', { stackName: value }),
};

describe.each(Object.entries(USES))('%s that is looked up', (_, use) => {
  test('is not refused before the CLI has looked it up: it learns what to look up', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const value = StringParameter.valueFromLookup(stack, '/x/y');
    expect(() => use(stack, value)).not.toThrow();
    expect(app.synth().manifest.missing).toMatchObject([{ provider: 'ssm', props: { parameterName: '/x/y' } }]);
  });

  test('is refused afterwards, when it is wrong', () => {
    const stack = newStack();
    expect(codeOf(() => use(stack, 'no/good value'))).toMatch(/^INVALID_/);
  });
});

test.each<[string, (value: string) => unknown]>([
  ['a provider type', (value) => ProviderType.of(value)],
  ['a branch of a webhook', (value) => WebhookFilters.push({ branches: [value] })],
  ['an account of a webhook', (value) => WebhookFilters.push({ actorIds: [value] })],
  ['a group of a pattern of a webhook', (value) => WebhookFilters.push({ headRefPatterns: [`(${value})`] })],
  ['a pattern of a webhook', (value) => WebhookFilters.push({ headRefPatterns: [value] })],
  [
    'an operation of an event',
    (value) => ConnectionEvents.fromAllConnections().apiCallPattern({ operations: [value] }),
  ],
])('%s that is looked up is not refused, though there is no construct', (_, use) => {
  const stack = newStack();
  expect(() => use(StringParameter.valueFromLookup(stack, '/x//y.lock'))).not.toThrow();
  expect(codeOf(() => use('no\ngood value*'))).toMatch(/^INVALID_/);
});

test('no rule reports while context is missing, and all do afterwards', () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    const connectionName = StringParameter.valueFromLookup(stack, '/x');
    for (const id of ['A', 'B']) new Connection(stack, id, { connectionName, providerType: ProviderType.GITHUB });
    new iam.User(stack, 'User');
    return app;
  };
  const app = build(new App());
  const { missing = [] } = app.synth().manifest;
  expect(missing).toHaveLength(1);
  expect(() => build(new App({ context: { [String(missing[0]?.key)]: 'platform' } })).synth()).toThrow(
    '[Stack/B] [CONNECTION_NAME_TAKEN]',
  );
});
