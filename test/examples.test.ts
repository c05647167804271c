import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stringify } from 'yaml';
import { ArgoCdStack } from '../examples/typescript/argo-cd/argo-cd-stack';
import { acknowledgeWildcards } from '../examples/typescript/git-sync/cdk-nag';
import { GitSyncStack } from '../examples/typescript/git-sync/git-sync-stack';
import { MonitorStack } from '../examples/typescript/git-synced-stack/monitor-stack';
import { SetupStack } from '../examples/typescript/git-synced-stack/setup-stack';
import { PipelineTriggersStack } from '../examples/typescript/pipeline-triggers/pipeline-triggers-stack';
import { ResolveSyncBlockersStack } from '../examples/typescript/resolve-sync-blockers/resolve-sync-blockers-stack';
import { SelfManagedHostStack } from '../examples/typescript/self-managed-host/self-managed-host-stack';
import { SharedConnectionStack } from '../examples/typescript/shared-connection/shared-connection-stack';
import { DeploymentFile } from '../src';
import FLAGS from './feature-flags.json';
import { both, statements } from './fixtures';
import { SyncedStack } from './handlers/git-sync';
import { CustomResourceRig } from './handlers/rig/custom-resource-rig';

const env = { account: '123456789012', region: 'us-east-1' };

test('the example git-sync passes the AwsSolutions rules of cdk-nag, but for wildcards that it gives a reason for', () => {
  const app = new App({ context: FLAGS });
  const stack = new GitSyncStack(app, 'git-sync', { env });
  acknowledgeWildcards(stack, 'prod');
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

test('the example self-managed-host lets the host into the server, waits for it, and only then makes the connection', () => {
  const template = Template.fromStack(new SelfManagedHostStack(new App(), 'self-managed-host'));
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 443,
    ToPort: 443,
    GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Server'), 'GroupId'] },
    SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^HostSecurityGroup'), 'GroupId'] },
  });
  template.hasResourceProperties('AWS::CodeConnections::Connection', {
    HostArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^HostReady'), 'HostArn'] },
  });
});

test('the example shared-connection lets the pipeline use the connection, its builds read one repository, the deployment pass it on', () => {
  const stack = new SharedConnectionStack(new App(), 'shared-connection', { env });
  const Resource = { 'Fn::GetAtt': [Match.stringLikeRegexp('^GitHub'), 'ConnectionArn'] };
  const policy = (Statement: object[]) => ({ PolicyDocument: Match.objectLike({ Statement }) });
  const restricted = (action: string, operator: string, condition: Record<string, string | string[]>) =>
    ['codeconnections', 'codestar-connections'].map((prefix) => ({
      Effect: 'Allow',
      Action: `${prefix}:${action}`,
      Resource,
      Condition: {
        [operator]: Object.fromEntries(Object.entries(condition).map(([key, value]) => [`${prefix}:${key}`, value])),
      },
    }));
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    ...policy([{ Effect: 'Allow', Action: both('UseConnection'), Resource }]),
    Roles: [{ Ref: Match.stringLikeRegexp('^Pipeline') }],
  });
  const read = { FullRepositoryId: ['my-org/app'], ProviderPermissionsRequired: ['read_only'] };
  template.hasResourceProperties('AWS::IAM::Policy', {
    ...policy(restricted('UseConnection', 'StringLike', read)),
    Roles: [{ Ref: Match.stringLikeRegexp('^Build') }],
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    ...policy(restricted('PassConnection', 'StringEquals', { PassedToService: ['codepipeline.amazonaws.com'] })),
    Roles: [{ Ref: Match.stringLikeRegexp('^Deployment') }],
  });
});

test('the example argo-cd lets Argo CD read two repositories, says where they are, and needs no bucket', () => {
  const stack = new ArgoCdStack(new App(), 'argo-cd', { env });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EKS::Capability', {
    Type: 'ARGOCD',
    RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Role'), 'Arn'] },
    Configuration: { ArgoCd: { AwsIdc: { IdcInstanceArn: { Ref: 'IdentityCenterArn' } } } },
  });
  const parameters = Object.values(template.findResources('AWS::SSM::Parameter'));
  expect(parameters.map(({ Properties }) => Properties.Name)).toEqual(
    ['gitops', 'charts'].map((name) => `/argocd/repositories/my-org/${name}`),
  );
  expect(Object.values(template.findOutputs('*'))).toHaveLength(2);
  expect(Buffer.byteLength(stringify(template.toJSON(), { lineWidth: 0, version: '1.1' }))).toBeLessThan(51_200);
});

test('the example pipeline-triggers reads one branch for its deliveries, and all of them for pull requests', () => {
  const stack = new PipelineTriggersStack(new App(), 'pipeline-triggers', { env });
  const template = Template.fromStack(stack);
  const Resource = { 'Fn::GetAtt': [Match.stringLikeRegexp('^GitHubReady'), 'ConnectionArn'] };
  const source = (pipeline: string, branch?: string) => ({
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith(
        ['codeconnections', 'codestar-connections'].map((prefix) => ({
          Effect: 'Allow',
          Action: `${prefix}:UseConnection`,
          Resource,
          Condition: {
            StringEqualsIfExists: {
              [`${prefix}:FullRepositoryId`]: ['my-org/shop'],
              ...(branch !== undefined && { [`${prefix}:BranchName`]: [branch] }),
            },
          },
        })),
      ),
    }),
    Roles: [{ Ref: Match.stringLikeRegexp(`^${pipeline}PipelineSource`) }],
  });
  template.hasResourceProperties('AWS::IAM::Policy', source('Delivery', 'main'));
  template.hasResourceProperties('AWS::IAM::Policy', source('Check'));
  const triggers = Object.values(template.findResources('AWS::CodePipeline::Pipeline')).map(
    ({ Properties }) => Properties.Triggers[0].GitConfiguration,
  );
  expect(triggers).toEqual([
    expect.objectContaining({
      Push: [
        {
          Branches: { Includes: ['main'] },
          FilePaths: { Includes: ['infra/**', 'services/orders/**'], Excludes: ['**/*.md'] },
        },
      ],
    }),
    expect.objectContaining({
      PullRequest: [{ Branches: { Includes: ['main', 'release/**'] }, Events: ['OPEN', 'UPDATED'] }],
    }),
  ]);
});

describe('the example git-synced-stack', () => {
  const folder = join(__dirname, '../examples/typescript/git-synced-stack/repository');

  test('has a repository whose deployment file is one for its template', () => {
    const file = DeploymentFile.fromFile(join(folder, 'deploy/prod.yaml'), { strict: true });
    expect(() => file.checkTemplateFile(join(folder, file.templateFilePath))).not.toThrow();
  });

  test('may do with topics what its template describes, and lets the stack go with its own', () => {
    const template = Template.fromStack(new SetupStack(new App(), 'git-synced-stack', { env }));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({ Statement: [Match.objectLike({ Resource: Match.anyValue() })] }),
      Roles: [{ Ref: Match.stringLikeRegexp('StackOperationsRole') }],
    });
    template.hasResource('Custom::CodeConnectionsTargetStack', { DeletionPolicy: 'Delete' });
  });

  test('has stacks that need no bucket, also with a subscriber and a reason to resolve a blocker', () => {
    const app = new App({ context: { subscriber: 'https://hooks.example.com/your-hook', resolve: 'x'.repeat(250) } });
    for (const stack of [new SetupStack(app, 'git-synced-stack'), new MonitorStack(app, 'git-sync-monitor')]) {
      // What counts is what the CDK CLI sends: YAML.
      const sent = stringify(Template.fromStack(stack).toJSON(), { lineWidth: 0, version: '1.1' });
      expect(Buffer.byteLength(sent)).toBeLessThan(51_200);
    }
  });
});

describe('the example resolve-sync-blockers', () => {
  test('gives its function the permission to read and resolve sync blockers, and nothing else', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } }); // without bundling
    const stack = new ResolveSyncBlockersStack(app, 'resolve-sync-blockers', { env });
    const Action = both('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'UpdateSyncBlocker');
    expect(statements(stack)).toEqual([{ Effect: 'Allow', Action, Resource: '*' }]);
  });

  test('resolves all active sync blockers with the reason', async () => {
    const rig = await new CustomResourceRig().start();
    const environment = {
      AWS_ENDPOINT_URL: rig.url,
      AWS_REGION: 'us-east-1',
      ...rig.credentials,
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
