process.env.CDK_VALIDATION = 'false';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CONNECTION_ARN, pipelineOf, stackIn } from '../fixtures';
import { narrowedTo, pipelineWith, statements } from './fixtures';

const assumedBy = new iam.AccountRootPrincipal();
const newRole = (stack: Stack) => new iam.Role(stack, 'Given', { assumedBy });
const TAKES_NOTHING =
  "Given' takes no permissions from this app; allow it codeconnections:UseConnection, codestar-connections:UseConnection, and to read, write and set the access of objects in the artifact bucket 'Stack/Pipeline/ArtifactsBucket'";

/** The policies with the permission to use the connection, by their logical ids. */
function policies(stack: Stack): [id: string, policy: { Properties: { Roles: unknown[]; PolicyDocument: object } }][] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([, policy]) =>
    JSON.stringify(policy).includes(':UseConnection'),
  ) as never;
}

/** A role of each kind that takes permissions. */
const MUTABLE: Record<string, (stack: Stack) => iam.IRole> = {
  'made in the app': newRole,
  'imported by its name': (stack) => iam.Role.fromRoleName(stack, 'Given', 'source'),
  'imported by its ARN': (stack) => iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::123456789012:role/source'),
};

/** The CDK alone makes a circle of the two stacks. */
const OF_OTHER_STACK = (stack: Stack) =>
  newRole(new Stack(stack.node.root, 'Roles', { env: { account: stack.account, region: stack.region } }));

/** What CDK alone makes of a role that is given to the action. */
function stockWith(role: iam.IRole, stack: Stack): void {
  const output = new codepipeline.Artifact();
  const source = { actionName: 'Source', connectionArn: CONNECTION_ARN, owner: 'my-org', repo: 'app', output, role };
  new codepipeline.Pipeline(stack, 'Pipeline', {
    stages: [
      { stageName: 'Source', actions: [new actions.CodeStarConnectionsSourceAction(source)] },
      { stageName: 'Next', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] },
    ],
  });
}

test.each(Object.entries(MUTABLE))(
  'aws-cdk#38861: without this library, a pipeline does not wait for a role that is %s',
  (_, roleIn) => {
    const stock = stackIn();
    stockWith(roleIn(stock), stock);
    expect(policies(stock)).toHaveLength(1);
    for (const [id] of policies(stock)) expect(pipelineOf(stock)?.DependsOn).not.toContain(id);
  },
);

test('aws-cdk#38861: without this library, a role of another stack makes a circle', () => {
  const stock = stackIn();
  stockWith(OF_OTHER_STACK(stock), stock);
  expect(() => Template.fromStack(stock)).toThrow(/cyclic reference/);
});

test.each([...Object.entries(MUTABLE), ['made in another stack', OF_OTHER_STACK] as const])(
  'aws-cdk#38861: a role that is given to the action, %s, gets its permissions before the pipeline is created',
  (_, roleIn) => {
    const stack = stackIn();
    pipelineWith(stack, { role: roleIn(stack) });
    expect(policies(stack)).toHaveLength(1);
    for (const [id] of policies(stack)) expect(pipelineOf(stack)?.DependsOn).toContain(id);
    expect(statements(stack)).toEqual(narrowedTo('main'));

    const other = stackIn();
    const { pipeline, source } = pipelineWith(other, { role: roleIn(other) });
    pipeline.addTrigger({
      providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
      gitConfiguration: { sourceAction: source, pushFilter: [{ tagsIncludes: ['v*'] }] },
    });
    expect(statements(other)).toEqual(narrowedTo());
  },
);

test('a given role may write the output of the source, before the pipeline is created', () => {
  const stack = stackIn();
  pipelineWith(stack, { role: newRole(stack) });
  const policy = policies(stack)[0]?.[1].Properties;
  expect(policy?.Roles).toEqual([{ Ref: expect.stringMatching(/^Given/) }]);
  expect(JSON.stringify(policy?.PolicyDocument)).toContain('"s3:PutObject"');
  expect(JSON.stringify(policy?.PolicyDocument)).toContain('"kms:Encrypt"');
});

test('the default policy of a given role may refer to the pipeline', () => {
  const stack = stackIn();
  const role = newRole(stack);
  const { pipeline } = pipelineWith(stack, { role });
  role.addToPolicy(
    new iam.PolicyStatement({ actions: ['codepipeline:StartPipelineExecution'], resources: [pipeline.pipelineArn] }),
  );
  expect(() => Template.fromStack(stack)).not.toThrow(); // it throws on a circle
  expect(policies(stack).map(([id]) => id)).toEqual([expect.stringMatching(/^PipelineSource.*ConnectionPolicy/)]);
});

test('a given role of another account has its permissions in its own stack', () => {
  const app = new App();
  const stack = stackIn(undefined, app);
  const other = new Stack(app, 'Other', { env: { account: '210987654321', region: stack.region } });
  const role = new iam.Role(other, 'Given', { assumedBy, roleName: 'source' });
  pipelineWith(stack, { role }, undefined, { crossAccountKeys: true });
  expect(policies(stack)).toEqual([]);
  expect(statements(other)).toEqual(narrowedTo('main'));
});

test('a given role whose account is known only at deployment, which may be that of the pipeline, is waited for', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  const agnostic = new Stack(app, 'Agnostic');
  const role = new iam.Role(agnostic, 'Given', { assumedBy, roleName: 'source' });
  pipelineWith(stack, { role }, undefined, { crossAccountKeys: true });
  const [[id] = [], ...others] = policies(stack);
  expect(others).toEqual([]);
  expect(pipelineOf(stack)?.DependsOn).toContain(id);
});

describe('a role that is given to the pipeline, for its actions,', () => {
  const pipelineRole = (role: iam.IRole) => ({ role, usePipelineRoleForActions: true });

  test.each(Object.entries(MUTABLE))('%s, gets the permissions before the pipeline is created', (_, roleIn) => {
    const stack = stackIn();
    pipelineWith(stack, {}, undefined, pipelineRole(roleIn(stack)));
    expect(policies(stack)).toHaveLength(1);
    expect(statements(stack)).toEqual(narrowedTo('main'));
    for (const [id] of policies(stack)) expect(pipelineOf(stack)?.DependsOn).toContain(id);
  });

  test('and that takes no permissions, gets a warning', () => {
    const stack = stackIn();
    const role = iam.Role.fromRoleName(stack, 'Given', 'source', { mutable: false });
    pipelineWith(stack, {}, undefined, pipelineRole(role));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(escaped(TAKES_NOTHING)));
  });
});

test.each<[string, (stack: Stack) => iam.IRole]>([
  ['as immutable', (stack) => iam.Role.fromRoleName(stack, 'Given', 'source', { mutable: false })],
  ['from another account', (stack) => iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::210987654321:role/source')],
  ['without policy updates', (stack) => newRole(stack).withoutPolicyUpdates()],
])('a given role that is imported %s gets a warning, and no policy', (_, roleIn) => {
  const stack = stackIn();
  pipelineWith(stack, { role: roleIn(stack) }, undefined, { crossAccountKeys: true });
  expect(policies(stack)).toEqual([]);
  const withKey = `${TAKES_NOTHING} with its key 'Stack/Pipeline/ArtifactsBucketEncryptionKey' where it is managed`;
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(escaped(withKey)));
});

describe('aws-cdk#13270, #15649, #27605: the report of Role.customizeRoles has the permission of', () => {
  /** The statements on the connection in the report. */
  function reported(customize: iam.CustomizeRolesOptions, roleIn: (stack: Stack) => iam.IRole | undefined, props = {}) {
    const app = new App();
    const stack = stackIn(undefined, app);
    iam.Role.customizeRoles(stack, customize);
    const role = roleIn(stack);
    pipelineWith(stack, { ...(role && { role }), ...props });
    const report = JSON.parse(readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf8'));
    return (report.roles as { identityPolicyStatements: { Action: string }[] }[])
      .flatMap(({ identityPolicyStatements }) => identityPolicyStatements)
      .filter(({ Action }) => Action.includes(':UseConnection'));
  }
  const precreated = {
    usePrecreatedRoles: {
      'Stack/Given': 'source',
      'Stack/Pipeline/Role': 'pipeline',
      'Stack/Pipeline/Source/Source/CodePipelineActionRole': 'action',
      'Stack/Pipeline/Build/Build/CodePipelineActionRole': 'builds',
      'Stack/Build/Role': 'build',
    },
  };

  test.each<[string, iam.CustomizeRolesOptions, (stack: Stack) => iam.IRole | undefined]>([
    ['a given role that exists', precreated, newRole],
    ['the role that the CDK would make', precreated, () => undefined],
    ['a given role that is only reported', { preventSynthesis: false }, newRole],
    ['the role that the CDK makes, and is only reported', { preventSynthesis: false }, () => undefined],
  ])('%s', (_, customize, roleIn) => {
    expect(reported(customize, roleIn)).toEqual(narrowedTo('main'));
    expect(reported(customize, roleIn, { pushFilter: [{ tagsIncludes: ['v*'] }] })).toEqual(narrowedTo());
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
