/** All that the library has, in an app with the feature flags of `cdk init`, under all of CDK's own checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { AvailableConnection, AvailableHost, Connection, Host, ProviderType, RepositoryLink } from '../src';
import { useEveryCustomResource } from './every-custom-resource';
import FLAGS from './feature-flags.json';
import { showcase } from './integrations/showcase';

const env = { account: '123456789012', region: 'us-east-1' };

function useAll(app: App): void {
  showcase(app);
  useEveryCustomResource(new Stack(app, 'All', { env }));
  const hosts = new Stack(app, 'Hosts', { env });
  const host = new Host(hosts, 'Host', {
    providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
    providerEndpoint: 'https://git.example.com',
    vpc: Vpc.fromVpcAttributes(hosts, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
      privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60711', 'rtb-0a1b2c3d4e5f60712'],
    }),
  });
  new Connection(hosts, 'Connection', { host: new AvailableHost(hosts, 'HostReady', { host }) });
}

/** What an app is told at synth, if it knows all of its context, without which nothing is checked: errors and warnings of constructs, of rules, and of CDK's checks of templates. */
function reported(build: (app: App) => void): string[] {
  const app = new App({ context: FLAGS });
  build(app);
  expect(app.synth().manifest.missing).toBeUndefined();
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: { violations: { ruleName: string }[] }) =>
    violations.map(({ ruleName }) => ruleName),
  );
}

test('all constructs synthesise with the feature flags of `cdk init`, with no warning but an intended one', () => {
  const intended = expect.stringContaining('cdk-codeconnections:stackWithoutPermissions'); // two stacks of the showcase
  expect(reported(useAll)).toEqual([intended]);
});

test('CDK fails on a template that it finds fault with', () => {
  const deprecated = (app: App) =>
    new CfnFunction(new Stack(app, 'S', { env }), 'F', {
      code: { zipFile: 'x' },
      handler: 'index.handler',
      runtime: 'nodejs14.x',
      role: 'arn:aws:iam::123456789012:role/r',
    });
  expect(() => reported(deprecated)).toThrow('was deprecated on');
});

test.each([
  ['reads the output of the other stack', FLAGS, 'Fn::GetStackOutput'],
  ['imports an export, without the flags,', {}, 'Fn::ImportValue'],
])('a stack that uses a connection of another stack %s', (_, context, reference) => {
  const app = new App({ context });
  const connections = new Stack(app, 'connections', { env });
  const connection = new Connection(connections, 'GitHub', { providerType: ProviderType.GITHUB });
  const ready = new AvailableConnection(connections, 'GitHubReady', { connection });
  const infra = new Stack(app, 'infra', { env });
  new RepositoryLink(infra, 'Infra', { connection: ready, ownerId: 'my-org', repositoryName: 'infra' });
  Template.fromStack(infra).hasResourceProperties('AWS::CodeStarConnections::RepositoryLink', {
    ConnectionArn: { [reference]: Match.anyValue() },
  });
});
