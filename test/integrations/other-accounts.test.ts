process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow } from 'aws-cdk-lib/aws-omics';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import {
  ArgoCdCapabilityRole,
  AvailableConnection,
  Connection,
  ConnectionBuildSource,
  ConnectionGitAccess,
  ConnectionOmicsWorkflowDefinition,
  ConnectionProductSource,
  ConnectionSourceCredentials,
  mixins,
  ProviderType,
} from '../../src';
import { build } from './code-build/fixtures';
import { pipelineWith } from './code-pipeline/fixtures';
import { ACCOUNT, CONNECTION_ARN, stackIn } from './fixtures';

const OTHER = '210987654321';
const OF_OTHER = CONNECTION_ARN.replace(ACCOUNT, OTHER);
const old = (arn: string) => arn.replace('codeconnections', 'codestar-connections');
const connectionIn = (stack: Stack, connectionArn: string, providerType = ProviderType.GITHUB) =>
  Connection.fromConnectionAttributes(stack, 'Git', { connectionArn, providerType });

const repository = 'my-org/app';
const product = { name: 'bucket', owner: 'platform' };
const template = { repository, branch: 'main', artifactPath: 'bucket.yaml' };
const workflowIn = (stack: Stack, connection: IConnectionRef) =>
  new CfnWorkflow(stack, 'Workflow', {
    definitionRepository: ConnectionOmicsWorkflowDefinition.fromConnection({ connection, repository }),
  });

/** Each consumer that knows the account in which it uses the connection. */
const CONSUMERS: Record<string, (stack: Stack, connection: IConnectionRef) => unknown> = {
  'a pipeline': (stack, connection) => pipelineWith(stack, { connection }),
  'a build': (stack, connection) => build(stack, ConnectionBuildSource.gitHub({ connection, repository })),
  'runners of an organization': (stack, connection) =>
    build(stack, ConnectionBuildSource.gitHubOrganization({ connection, organization: 'my-org' })),
  'a project without a source': (stack, connection) =>
    build(stack, ConnectionBuildSource.noSource({ connection }), {
      buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }),
    }),
  'a project with the mixin': (stack, connection) =>
    build(stack, codebuild.Source.gitHub({ owner: 'my-org', repo: 'app' })).with(
      new mixins.ConnectionBuildAuth({ connection }),
    ),
  'the default of CodeBuild': (stack, connection) =>
    new ConnectionSourceCredentials(stack, 'Credentials', { connection }),
  'a product': (stack, connection) => {
    const sourceConnection = ConnectionProductSource.fromConnection({ connection, ...template });
    return new CfnCloudFormationProduct(stack, 'Product', { ...product, sourceConnection });
  },
  'a product with the mixin': (stack, connection) =>
    new CfnCloudFormationProduct(stack, 'Product', product).with(new mixins.ProductSource({ connection, ...template })),
  'a workflow': workflowIn,
  'the role of Argo CD': (stack, connection) =>
    new ArgoCdCapabilityRole(stack, 'ArgoCd', { connection, repositories: [repository] }),
  'Git in a build': (stack, connection) =>
    ConnectionGitAccess.fromConnection({ connection, repositories: [repository] }).addToProject(
      new codebuild.PipelineProject(stack, 'Project'),
    ),
  'a workflow with the mixin': (stack, connection) =>
    new CfnWorkflow(stack, 'Workflow', {}).with(new mixins.OmicsWorkflowDefinition({ connection, repository })),
};

describe.each(Object.entries(CONSUMERS))('%s', (_, consumer) => {
  const synthesize = (arn: string | ((stack: Stack) => string), stack = stackIn()) => {
    consumer(stack, connectionIn(stack, typeof arn === 'string' ? arn : arn(stack)));
    return Template.fromStack(stack).toJSON();
  };

  test('refuses a connection of another partition', () => {
    const elsewhere = CONNECTION_ARN.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1');
    expect(() => synthesize(elsewhere)).toThrow(
      /a connection of cn-north-1 cannot be used in eu-west-1: .* partitions/,
    );
  });

  test('cannot have a connection of another account that AWS does not share, because of its old prefix', () => {
    expect(() => synthesize(old(OF_OTHER))).toThrow(
      `[CONNECTION_OF_OTHER_ACCOUNT] a connection of account ${OTHER} whose ARN has the prefix 'codestar-connections' cannot be used in account ${ACCOUNT}`,
    );
  });

  test('may have one that may be shared, one of its own account, and one of an account that is not known', () => {
    expect(JSON.stringify(synthesize(OF_OTHER))).toContain(OF_OTHER);
    expect(JSON.stringify(synthesize(old(CONNECTION_ARN)))).toContain(old(CONNECTION_ARN));
    const anywhere = new Stack(new App(), 'Anywhere');
    expect(JSON.stringify(synthesize(old(OF_OTHER), anywhere))).toContain(old(OF_OTHER));
    expect(() => synthesize(old(CONNECTION_ARN.replace(ACCOUNT, Aws.ACCOUNT_ID)))).not.toThrow();
    expect(() => synthesize((stack) => new CfnParameter(stack, 'Arn').valueAsString)).not.toThrow();
  });
});

test('the account is seen through a wait, and in an ARN with tokens', () => {
  const stack = stackIn();
  const connection = connectionIn(stack, old(OF_OTHER).replace('arn:aws:', `arn:${Aws.PARTITION}:`));
  const ready = new AvailableConnection(stack, 'Ready', { connection });
  expect(() => build(stack, ConnectionBuildSource.gitHub({ connection: ready, repository }))).toThrow(
    '[CONNECTION_OF_OTHER_ACCOUNT]',
  );
});

test('a role of the account of the connection uses it there, for a pipeline elsewhere', () => {
  const stack = stackIn();
  const role = iam.Role.fromRoleArn(stack, 'Given', `arn:aws:iam::${OTHER}:role/source`);
  const connection = connectionIn(stack, old(OF_OTHER));
  expect(() => pipelineWith(stack, { connection, role }, undefined, { crossAccountKeys: true })).not.toThrow();
});

test.each([
  [ProviderType.GITHUB_ENTERPRISE_SERVER, false],
  [ProviderType.GITLAB_SELF_MANAGED, false],
  [ProviderType.GITHUB, true],
  [ProviderType.GITLAB, true],
  [ProviderType.BITBUCKET, true],
  [ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY, true],
])('HealthOmics takes a connection of another account only to the providers that AWS lists: %j', (provider, taken) => {
  const make = (arn: string) => () => {
    const stack = stackIn();
    workflowIn(stack, connectionIn(stack, arn, provider));
    return Template.fromStack(stack);
  };
  expect(make(CONNECTION_ARN)).not.toThrow();
  if (taken) expect(make(OF_OTHER)).not.toThrow();
  else {
    expect(make(OF_OTHER)).toThrow(
      `[CONNECTION_OF_OTHER_ACCOUNT] HealthOmics supports connections of other accounts to Bitbucket, GitHub, GitLab, got a connection of account ${OTHER} to ${provider.value} in account ${ACCOUNT}; use a connection of account ${ACCOUNT}`,
    );
  }
});
