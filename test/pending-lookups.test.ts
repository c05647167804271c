process.env.CDK_VALIDATION = 'false';

import { App, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import * as pipelines from 'aws-cdk-lib/pipelines';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionBuildSource,
  ConnectionPipelineSource,
  ConnectionShare,
  ConnectionSourceCredentials,
  Host,
  type IConnection,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
} from '../src';

const env = { account: '123456789012', region: 'us-east-1' };
const lookUp = (stack: Stack, name: string) => StringParameter.valueFromLookup(stack, name);
const github = (stack: Stack) => Connection.fromConnectionArn(stack, 'Existing', lookUp(stack, '/git/connection'));

/** What apps make of values that the CLI still has to look up. */
const USES: [name: string, use: (stack: Stack, connection: IConnection) => void][] = [
  ['a wait', (stack, connection) => new AvailableConnection(stack, 'Ready', { connection })],
  [
    'a repository link and a sync configuration',
    (stack, connection) => {
      const ownerId = lookUp(stack, '/git/owner');
      const repositoryLink = new RepositoryLink(stack, 'Link', {
        connection,
        ownerId,
        repositoryName: lookUp(stack, '/git/repository'),
      });
      const branch = lookUp(stack, '/git/branch');
      new SyncConfiguration(stack, 'Sync', { repositoryLink, branch, configFile: 'deploy.yaml', stackName: 'prod' });
    },
  ],
  [
    'a CDK pipeline',
    (stack, connection) => {
      const input = ConnectionPipelineSource.fromConnection({ connection, repository: 'my-org/app', branch: 'main' });
      new pipelines.CodePipeline(stack, 'Pipeline', {
        synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }),
      });
    },
  ],
  [
    'a build',
    (stack, connection) => {
      const source = ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' });
      new codebuild.Project(stack, 'Build', { source });
    },
  ],
  [
    'runners of an organization on a server',
    (stack, connection) => {
      const organization = lookUp(stack, '/git/organization');
      const source = ConnectionBuildSource.gitHubEnterpriseServerOrganization({ connection, organization });
      new codebuild.Project(stack, 'Runners', { source });
    },
  ],
  ['source credentials', (stack, connection) => new ConnectionSourceCredentials(stack, 'Credentials', { connection })],
  [
    'a share',
    (stack, connection) =>
      new ConnectionShare(stack, 'Share', { connections: [connection], principals: [lookUp(stack, '/git/account')] }),
  ],
  [
    'a host in a VPC',
    (stack) => {
      const host = new Host(stack, 'Host', {
        providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
        providerEndpoint: lookUp(stack, '/git/url'),
        vpc: Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' }),
      });
      new Connection(stack, 'OnHost', { host: new AvailableHost(stack, 'HostReady', { host }) });
    },
  ],
];

test.each(USES)(
  'an app with %s of values that are not looked up yet synthesises, so that the CLI can do so',
  (_, use) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    use(stack, github(stack));
    const { missing = [] } = app.synth().manifest;
    expect(missing.map(({ key }) => key)).toContain(
      'ssm:account=123456789012:parameterName=/git/connection:region=us-east-1',
    );
  },
);
