process.env.CDK_VALIDATION = 'false';

import { Annotations, App, CfnResource, type Stack, Stage, Validations } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnProject } from 'aws-cdk-lib/aws-sagemaker';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import type { Construct } from 'constructs';
import { Connection, ConnectionBuildSource, Host, ProviderType, RepositoryLink, SyncConfiguration } from '../../src';
import { type Rule, warningId } from '../../src/validation/rule';
import { RULES } from '../../src/validation/rules';
import { dependentDoesNotWait } from '../../src/validation/rules/dependent-does-not-wait';
import {
  ACCOUNT,
  arnOf,
  connection,
  errors,
  host,
  link,
  OTHER_ACCOUNT,
  shownId,
  sync,
  validatedStack,
  vpcConfiguration,
  warnings,
} from './fixtures';
import { pipelineIn, SOURCE } from './pipelines';
import { projectIn } from './webhooks';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/git-sync`;
const SELF_MANAGED = { providerType: ProviderType.GITLAB_SELF_MANAGED, providerEndpoint: 'https://git.example.com' };

/** The resource in a construct, for what no prop allows. */
const resourceOf = (construct: { node: Stack['node'] }) => construct.node.defaultChild as CfnResource;

const newConnection = (stack: Stack, id: string, providerType = ProviderType.GITHUB) =>
  new Connection(stack, id, { providerType });
const newHost = (stack: Stack, id: string, props = {}) => new Host(stack, id, { ...SELF_MANAGED, ...props });
const newLink = (stack: Stack, id: string, connectionArn = arnOf(ACCOUNT), repositoryName = id) =>
  new RepositoryLink(stack, id, {
    connection: Connection.fromConnectionArn(stack, `${id}Connection`, connectionArn),
    ownerId: 'octo',
    repositoryName,
  });

const newSync = (stack: Stack, id: string, repositoryLink: RepositoryLink, stackName = id, branch = 'main') =>
  new SyncConfiguration(stack, id, { repositoryLink, branch, configFile: 'a.yaml', stackName, role: roleIn(stack) });

const roleIn = (stack: Stack): iam.IRole =>
  (stack.node.tryFindChild('Role') as iam.IRole | undefined) ?? iam.Role.fromRoleArn(stack, 'Role', ROLE);

/** How each rule that has a code is violated: by constructs of this library, and with a resource of somebody else. */
const VIOLATIONS: Record<string, { ours: (stack: Stack) => unknown; mixed: (stack: Stack) => unknown }> = {
  connectionWithProviderAndHost: {
    ours: (stack) => resourceOf(newConnection(stack, 'C')).addPropertyOverride('HostArn', 'arn'),
    mixed: (stack) => connection(stack, 'C').addPropertyOverride('HostArn', 'arn'),
  },
  connectionNameTaken: {
    ours: (stack) => {
      for (const id of ['A', 'B']) resourceOf(newConnection(stack, id)).addPropertyOverride('ConnectionName', 'c');
    },
    mixed: (stack) => {
      resourceOf(newConnection(stack, 'A')).addPropertyOverride('ConnectionName', 'c');
      connection(stack, 'B').connectionName = 'c';
    },
  },
  providerNeedsHost: {
    ours: (stack) => resourceOf(newConnection(stack, 'C')).addPropertyOverride('ProviderType', 'GitLabSelfManaged'),
    mixed: (stack) => connection(stack, 'C', 'GitLabSelfManaged'),
  },
  connectionNeedsCustomResource: {
    ours: (stack) =>
      resourceOf(newConnection(stack, 'C')).addPropertyOverride('ProviderEndpoint', 'https://octocorp.ghe.com'),
    mixed: (stack) => connection(stack, 'C', 'GitHubEnterpriseCloudDataResidency'),
  },
  hostForCloudProvider: {
    ours: (stack) => resourceOf(newHost(stack, 'H')).addPropertyOverride('ProviderType', 'GitHub'),
    mixed: (stack) => host(stack, 'H', { providerType: 'GitHub' }),
  },
  hostAtGheCom: {
    ours: (stack) => newHost(stack, 'H', { providerEndpoint: 'https://octocorp.ghe.com' }),
    mixed: (stack) => host(stack, 'H', { providerEndpoint: 'https://octocorp.ghe.com' }),
  },
  hostUrlTaken: {
    ours: (stack) => ['A', 'B'].map((id) => newHost(stack, id)),
    mixed: (stack) => [host(stack, 'A', { providerEndpoint: 'https://git.example.com' }), newHost(stack, 'B')],
  },
  hostVpcTaken: {
    ours: (stack) => {
      for (const id of ['A', 'B']) {
        const it = newHost(stack, id, { providerEndpoint: `https://${id}.example.com` });
        resourceOf(it).addPropertyOverride('VpcConfiguration', { VpcId: 'vpc-1', SubnetIds: [], SecurityGroupIds: [] });
      }
    },
    mixed: (stack) => {
      host(stack, 'A', { vpcConfiguration: vpcConfiguration('vpc-1') });
      resourceOf(newHost(stack, 'B')).addPropertyOverride('VpcConfiguration', { VpcId: 'vpc-1' });
    },
  },
  gitSyncOfSharedConnection: {
    ours: (stack) => newLink(stack, 'L', arnOf(OTHER_ACCOUNT)),
    mixed: (stack) => link(stack, 'L', arnOf(OTHER_ACCOUNT)),
  },
  gitSyncOfUnsupportedProvider: {
    ours: (stack) => newSync(stack, 'S', azureLink(stack, newConnection(stack, 'C', ProviderType.AZURE_DEVOPS))),
    mixed: (stack) => newSync(stack, 'S', azureLink(stack, connection(stack, 'C', 'AzureDevOps'))),
  },
  repositoryLinkedTwice: {
    ours: (stack) => ['A', 'B'].map((id) => newLink(stack, id, arnOf(ACCOUNT), 'infra')),
    mixed: (stack) => [link(stack, 'A', arnOf(ACCOUNT)), newLink(stack, 'B', arnOf(ACCOUNT), 'A')],
  },
  stackSyncedTwice: {
    ours: (stack) => ['A', 'B'].map((id) => newSync(stack, id, newLink(stack, `L${id}`), 'prod')),
    mixed: (stack) => [sync(stack, 'A', 'link', 'main', 'prod'), newSync(stack, 'B', newLink(stack, 'L'), 'prod')],
  },
  tooManySyncsOfBranch: {
    ours: (stack) => manySyncs(stack, 51),
    mixed: (stack) => sync(stack, 'S', manySyncs(stack, 50).repositoryLinkId),
  },
  tooManySyncsOfLink: {
    ours: (stack) => manySyncs(stack, 101, (i) => `b${i % 3}`),
    mixed: (stack) => sync(stack, 'S', manySyncs(stack, 100, (i) => `b${i % 2}`).repositoryLinkId, 'b3'),
  },
};

function azureLink(stack: Stack, of: Connection | ReturnType<typeof connection>): RepositoryLink {
  return new RepositoryLink(stack, 'L', { connection: of, ownerId: 'octo', repositoryName: 'infra' });
}

function manySyncs(stack: Stack, count: number, branchOf: (i: number) => string = () => 'main'): RepositoryLink {
  const repositoryLink = newLink(stack, 'L');
  for (let i = 0; i < count; i++) newSync(stack, `S${i}`, repositoryLink, `s${i}`, branchOf(i));
  return repositoryLink;
}

/** How the rules are violated that are never an error. */
const WARNED: Record<string, (stack: Stack) => unknown> = {
  hostSubnetsInOneZone: (stack) => {
    const subnetIds = ['A', 'B'].map((id) => new CfnSubnet(stack, id, { vpcId: 'v', availabilityZone: 'z' }).ref);
    resourceOf(newHost(stack, 'H')).addPropertyOverride('VpcConfiguration', { VpcId: 'v', SubnetIds: subnetIds });
  },
  hostOutlivesItsVpc: (stack) => {
    const vpcId = new CfnResource(stack, 'V', { type: 'AWS::EC2::VPC' }).ref;
    resourceOf(newHost(stack, 'H')).addPropertyOverride('VpcConfiguration', { VpcId: vpcId, SubnetIds: [] });
  },
  dependentDoesNotWait: (stack) => azureLink(stack, newConnection(stack, 'C')),
  productWithNewArn: (stack) => {
    const connectionArn = arnOf(ACCOUNT);
    const codeStar = { connectionArn, repository: 'octo/products', branch: 'main', artifactPath: 'bucket.yaml' };
    const sourceConnection = { type: 'CODESTAR', connectionParameters: { codeStar } };
    new CfnCloudFormationProduct(stack, 'P', { name: 'n', owner: 'o', sourceConnection });
  },
  connectionWithoutSageMakerTag: (stack) => {
    const value = newConnection(stack, 'C').connectionArn;
    const provisioningParameters = [{ key: 'Connection', value }];
    const serviceCatalogProvisioningDetails = { productId: 'prod-1', provisioningParameters };
    new CfnProject(stack, 'P', { projectName: 'p', serviceCatalogProvisioningDetails });
  },
  pipelineTriggerRefused: (stack) =>
    pipelineIn(stack).addPropertyOverride('Triggers', [
      { GitConfiguration: { SourceActionName: 'Source', Push: [{ FilePaths: { Includes: ['src/**'] } }] } },
    ]),
  fullCloneForOtherAction: (stack) => {
    const configuration = { ...SOURCE.configuration, OutputArtifactFormat: 'CODEBUILD_CLONE_REF' };
    const actionTypeId = { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' };
    const deploy = { name: 'Deploy', actionTypeId, inputArtifacts: SOURCE.outputArtifacts };
    return pipelineIn(stack, [deploy], {}, { ...SOURCE, configuration });
  },
  refusedByCloudFormation: (stack) => newLink(stack, 'L', arnOf(ACCOUNT), 'INFRA'),
  webhookFilterNotAnchored: (stack) => projectIn(stack, { type: 'HEAD_REF', pattern: 'main' }),
  webhookFilterExcludesNothing: (stack) =>
    projectIn(stack, { type: 'HEAD_REF', pattern: '^main$', excludeMatchedPattern: true }),
  webhookFilterWithoutScope: (stack) => projectIn(stack, { type: 'REPOSITORY_NAME', pattern: '^app$' }),
  webhookOnSecondarySource: (stack) => {
    const connection = Connection.fromConnectionArn(stack, 'Git', arnOf(ACCOUNT));
    const source = { connection, repository: 'octo/lib', identifier: 'lib', webhook: true };
    new Project(stack, 'Project', {
      source: ConnectionBuildSource.gitHub({ connection, repository: 'octo/infra' }),
      secondarySources: [ConnectionBuildSource.gitHub(source)],
    });
  },
  webhookNotByCloudFormation: (stack) =>
    projectIn(stack, { type: 'EVENT', pattern: 'PUSH' }).addPropertyOverride('Triggers.ScopeConfiguration', {
      Name: 'octo',
      Scope: 'GITHUB_GLOBAL',
    }),
  webhookEventsWithSpaces: (stack) => projectIn(stack, { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_MERGED' }),
};

const withCode = RULES.filter(({ error }) => error).map((rule) => [rule.id, rule] as const);
const ofRule = (texts: string[], shown: string) => texts.filter((text) => text.includes(shown));

test('each rule is violated here', () => {
  expect(Object.keys(VIOLATIONS).sort()).toEqual(withCode.map(([id]) => id).sort());
  expect([...Object.keys(VIOLATIONS), ...Object.keys(WARNED)].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

describe.each(withCode)('%s', (id, rule) => {
  test('is an error at the construct, with its code, if this library makes all that it names', () => {
    const stack = validatedStack();
    VIOLATIONS[id]?.ours(stack);
    expect(ofRule(errors(stack), `[${rule.error}]`)).toEqual([
      expect.stringMatching(`^\\[Stack/\\w+\\] \\[${rule.error}\\] .*; ${escaped(rule.fix)}$`),
    ]);
    expect(ofRule(warnings(stack), shownId(rule))).toEqual([]);
  });

  test('is an error at each synthesis', () => {
    const stack = validatedStack();
    VIOLATIONS[id]?.ours(stack);
    const first = errors(stack);
    expect(first.length).toBeGreaterThan(0);
    expect(errors(stack)).toEqual(first);
  });

  test('cannot be acknowledged as an error', () => {
    const stack = validatedStack();
    Validations.of(stack).acknowledge({ id: warningId(rule), reason: 'known' });
    Annotations.of(stack).acknowledgeWarning(shownId(rule), 'known');
    VIOLATIONS[id]?.ours(stack);
    expect(ofRule(errors(stack), `[${rule.error}]`)).toHaveLength(1);
  });

  test('is a warning with an id, if somebody else makes something that it names', () => {
    const stack = validatedStack();
    VIOLATIONS[id]?.mixed(stack);
    expect(errors(stack)).toEqual([]);
    expect(ofRule(warnings(stack), shownId(rule))).toEqual([
      expect.stringMatching(`^\\[Stack/\\w+\\] .*; ${escaped(rule.fix)} \\[ack: ${shownId(rule)}\\]$`),
    ]);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('a warning of %s', (id, rule) => {
  const violate = VIOLATIONS[id]?.mixed ?? WARNED[id] ?? (() => undefined);

  test('is given once, with the id by which it is acknowledged', () => {
    const stack = validatedStack();
    violate(stack);
    expect(ofRule(warnings(stack), `[ack: ${shownId(rule)}]`)).toHaveLength(1);
    expect(ofRule(warnings(stack), `[ack: ${shownId(rule)}]`)).toHaveLength(1);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['Annotations', (stack) => Annotations.of(stack).acknowledgeWarning(shownId(rule), 'known')],
    ['Validations', (stack) => Validations.of(stack).acknowledge({ id: warningId(rule), reason: 'known' })],
  ])('is acknowledged by %s, before and after', (_, acknowledge) => {
    const stack = validatedStack();
    acknowledge(stack);
    violate(stack);
    expect(ofRule(warnings(stack), shownId(rule))).toEqual([]);
    const other = validatedStack();
    violate(other);
    expect(ofRule(warnings(other), shownId(rule))).toHaveLength(1);
    acknowledge(other);
    expect(ofRule(warnings(other), shownId(rule))).toEqual([]);
  });
});

test.each<[string, (construct: Construct, rule: Rule) => void]>([
  ['Annotations', (it, rule) => Annotations.of(it).acknowledgeWarning(shownId(rule), 'known')],
  ['Validations', (it, rule) => Validations.of(it).acknowledge({ id: warningId(rule), reason: 'known' })],
])('a warning is acknowledged by %s at the construct that it is about', (_, acknowledge) => {
  const stack = validatedStack();
  acknowledge(azureLink(stack, newConnection(stack, 'C')), dependentDoesNotWait);
  expect(ofRule(warnings(stack), shownId(dependentDoesNotWait))).toEqual([]);
});

test.each([true, false])(
  'a warning in a Stage is acknowledged at the app, before the resource is created: %s',
  (before) => {
    const stack = validatedStack(new Stage(new App(), 'Stage'));
    const acknowledge = () =>
      Validations.of(stack.node.root).acknowledge({ id: warningId(dependentDoesNotWait), reason: 'known' });
    if (before) acknowledge();
    azureLink(stack, newConnection(stack, 'C'));
    if (!before) acknowledge();
    expect(ofRule(warnings(stack), shownId(dependentDoesNotWait))).toEqual([]);
  },
);

test('an error shows no token', () => {
  const stack = validatedStack();
  for (const id of ['A', 'B'])
    resourceOf(newConnection(stack, id)).addPropertyOverride('ConnectionName', stack.stackId);
  expect(errors(stack)).toEqual([expect.stringContaining('already has the same one')]);
  expect(errors(stack).join()).not.toMatch(/Token\[/);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
