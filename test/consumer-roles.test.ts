process.env.CDK_VALIDATION = 'false';

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ministackPython } from '../local/aws/local-aws.ts';
import {
  ArgoCdCapabilityRole,
  Connection,
  ConnectionBuildSource,
  ConnectionGitAccess,
  ConnectionSourceAction,
  type ConnectionSourceActionProps,
  type IConnection,
  mixins,
} from '../src';
import { LISTED_ACTIONS } from '../src/integrations/iam/action-names';
import { SERVICE_PREFIXES } from '../src/private/arns';
import { arnOf, newRole, newStack, UUID } from './fixtures';

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const OTHER_ARN = arnOf('connection/99999999-2222-3333-4444-555555555555');
const REPOSITORY = 'my-org/app';

/** A role that reads Git over a connection. */
interface ConsumerRole {
  /** Makes the consumer, and returns the id of its role. */
  readonly make: (stack: Stack, connection: IConnection) => iam.IRole;
  /** The actions that AWS documents for it. */
  readonly actions: string[];
  /** What limits `UseConnection`. */
  readonly limits?: { readonly repository?: true; readonly branch?: true; readonly readOnly?: true };
}

function project(stack: Stack, connection: IConnection): codebuild.Project {
  return new codebuild.Project(stack, 'Project', {
    source: ConnectionBuildSource.gitHub({ connection, repository: REPOSITORY }),
  });
}

/** The role of the source, and the role of the build that gets its output. */
function pipeline(stack: Stack, connection: IConnection, props: Partial<ConnectionSourceActionProps> = {}) {
  const output = new codepipeline.Artifact();
  const build = new codebuild.PipelineProject(stack, 'Build');
  const role = new iam.Role(stack, 'SourceRole', { assumedBy: new iam.AccountRootPrincipal() });
  const repository = REPOSITORY;
  new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    stages: [
      {
        stageName: 'Source',
        actions: [
          new ConnectionSourceAction({
            actionName: 'A',
            connection,
            repository,
            branch: 'main',
            output,
            role,
            ...props,
          }),
        ],
      },
      {
        stageName: 'Build',
        actions: [new actions.CodeBuildAction({ actionName: 'B', project: build, input: output })],
      },
    ],
  });
  return { source: role, build: build.role as iam.IRole };
}

const ROLES: Record<string, ConsumerRole> = {
  'a build': {
    make: (stack, connection) => project(stack, connection).role as iam.IRole,
    actions: ['GetConnection', 'GetConnectionToken', 'UseConnection'],
  },
  'the source of a pipeline': {
    make: (stack, connection) => pipeline(stack, connection).source,
    actions: ['UseConnection'],
    limits: { repository: true, branch: true },
  },
  'the source of a pipeline with filters': {
    make: (stack, connection) =>
      pipeline(stack, connection, { pushFilter: [{ branchesIncludes: ['release/*'] }] }).source,
    actions: ['UseConnection'],
    limits: { repository: true },
  },
  'a build that clones the source of a pipeline': {
    make: (stack, connection) => pipeline(stack, connection, { codeBuildCloneOutput: true }).build,
    actions: ['UseConnection'],
    limits: { repository: true },
  },
  'a reader of a repository over HTTPS': {
    make: (stack, connection) => {
      const role = newRole(stack);
      connection.grants.readRepositories(role, [REPOSITORY]);
      return role;
    },
    actions: ['UseConnection'],
    limits: { repository: true, readOnly: true },
  },
  'a build that reads other repositories': {
    make: (stack, connection) => {
      const build = new codebuild.PipelineProject(stack, 'Build');
      const access = { connection, repositories: [REPOSITORY], providerUrl: 'https://github.com' };
      ConnectionGitAccess.fromConnection(access).addToProject(build);
      return build.role as iam.IRole;
    },
    actions: ['UseConnection'],
    limits: { repository: true, readOnly: true },
  },
  'an Argo CD capability': {
    make: (stack, connection) => new ArgoCdCapabilityRole(stack, 'ArgoCd', { connection, repositories: [REPOSITORY] }),
    actions: ['GetConnection', 'UseConnection'],
    limits: { repository: true, readOnly: true },
  },
  'an Argo CD capability that a mixin is applied to': {
    make: (stack, connection) => {
      const role = newRole(stack);
      new CfnCapability(stack, 'Capability', {
        clusterName: 'cluster',
        capabilityName: 'argo-cd',
        deletePropagationPolicy: 'RETAIN',
        type: 'ARGOCD',
        roleArn: role.roleArn,
      }).with(new mixins.ArgoCdRepositories({ connection, repositories: [REPOSITORY] }));
      return role;
    },
    actions: ['GetConnection', 'UseConnection'],
    limits: { repository: true, readOnly: true },
  },
};

/** A request, and whether the role may make it. */
interface Question {
  readonly role: string;
  readonly statements: unknown[];
  readonly request: { readonly action: string; readonly resource: string; readonly context: Record<string, string> };
  readonly isAllowed: boolean;
}

const NAMED = { FullRepositoryId: REPOSITORY, BranchName: 'main', ProviderPermissionsRequired: 'read_only' };

/** Other values, or undefined for a request that does not name it. */
type Changed = { readonly [Key in keyof typeof NAMED]?: string | undefined };

const NOTHING_NAMED = { FullRepositoryId: undefined, BranchName: undefined, ProviderPermissionsRequired: undefined };

/** All actions as a consumer calls them, and the documented ones as it must not. */
function questionsOn(name: string, { make, actions: documented, limits = {} }: ConsumerRole): Question[] {
  const stack = newStack();
  const role = make(stack, Connection.fromConnectionArn(stack, 'Git', CONNECTION_ARN));
  const statements = statementsOf(stack, role);
  const question = (action: string, isAllowed: boolean, changed: Changed = {}, arn = CONNECTION_ARN) =>
    SERVICE_PREFIXES.map((prefix) => {
      const keys = Object.entries({ ...NAMED, ...changed })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [`${prefix}:${key}`, value]);
      const request = { action: `${prefix}:${action}`, resource: arn, context: Object.fromEntries(keys) };
      return { role: name, statements, request, isAllowed };
    });
  return [
    ...LISTED_ACTIONS.flatMap((action) => question(action, documented.includes(action))),
    ...documented.flatMap((action) => question(action, false, {}, OTHER_ARN)),
    ...['UseConnection'].flatMap((action) => [
      ...question(action, !limits.repository, { FullRepositoryId: 'my-org/other' }),
      ...question(action, !limits.branch, { BranchName: 'other' }),
      ...question(action, !limits.readOnly, { ProviderPermissionsRequired: 'read_write' }),
      // A condition applies only to what a request names: the service does not name it in each.
      ...question(action, true, NOTHING_NAMED),
      ...question(action, !limits.readOnly, { ...NOTHING_NAMED, ProviderPermissionsRequired: 'read_write' }),
      ...question(action, !limits.repository, { ...NOTHING_NAMED, FullRepositoryId: 'my-org/other' }),
    ]),
  ];
}

/** The statements of a role that are about connections. */
function statementsOf(stack: Stack, role: iam.IRole): unknown[] {
  const template = Template.fromStack(stack);
  const Roles = [stack.resolve(role.roleName)];
  const attached = Object.values(template.findResources('AWS::IAM::Policy', { Properties: { Roles } }));
  const { Properties = {} } = template.findResources('AWS::IAM::Role')[Roles[0].Ref] ?? {};
  return [...attached.map((policy) => policy.Properties), ...(Properties.Policies ?? [])]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter((statement) => JSON.stringify(statement).includes('connections:'));
}

const QUESTIONS = Object.entries(ROLES).flatMap(([name, role]) => questionsOn(name, role));
let decisions: string[] = [];

beforeAll(async () => {
  const python = await ministackPython((message) => process.stderr.write(`${message}\n`));
  const { stdout, stderr } = spawnSync(python, [join(__dirname, 'evaluate-policies.py')], {
    input: JSON.stringify(QUESTIONS),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  decisions = JSON.parse(stdout);
}, 300_000);

test.each(Object.keys(ROLES))(
  'the role of %s may do what AWS documents, in requests that name what it is limited to or nothing, under both prefixes, by the evaluator of the local AWS',
  (name) => {
    const wrong = QUESTIONS.filter(
      ({ role, isAllowed }, index) => role === name && (decisions[index] === 'Allow') !== isAllowed,
    );
    expect(wrong.map(({ request, isAllowed }) => ({ ...request, isAllowed }))).toEqual([]);
  },
);
