import type { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Connection, ConnectionGitAccess, type IConnection, ProviderType } from '../../../src';
import { ACCOUNT, arnOf, only, REGION, UUID } from '../../fixtures';
import type { Git } from '../../local/simulator/git';

export const CONNECTION_ARN = arnOf(`connection/${UUID}`);
export const ORIGIN = `https://codeconnections.${REGION}.amazonaws.com`;
export const BASE = `${ORIGIN}/git-http/${ACCOUNT}/${REGION}/${UUID}`;
export const LIB = `${BASE}/my-org/lib.git`;

export const at = (stack: Stack, providerType = ProviderType.GITHUB, connectionArn = CONNECTION_ARN) =>
  Connection.fromConnectionAttributes(stack, `Git${stack.node.children.length}`, { connectionArn, providerType });
export const accessIn = (stack: Stack, repositories = ['my-org/lib'], connection: IConnection = at(stack)) =>
  ConnectionGitAccess.fromConnection({ connection, repositories });
export const projectIn = (stack: Stack, props: Partial<codebuild.ProjectProps> = {}) =>
  new codebuild.Project(stack, 'Project', {
    buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }),
    ...props,
  });

export type Variables = Record<string, string>;

/** The environment variables of the only project, as Git in its builds has them. */
export function variablesOf(stack: Stack): Variables {
  const { Environment } = only(stack, 'AWS::CodeBuild::Project').Properties as {
    Environment: { EnvironmentVariables?: { Name: string; Value: string }[] };
  };
  const all = Environment.EnvironmentVariables ?? [];
  expect(new Set(all.map(({ Name }) => Name)).size).toBe(all.length);
  return Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]));
}

/** The settings of Git in them, in the order in which Git reads them. */
export const settingsOf = (variables: Variables) =>
  Array.from({ length: Number(variables.GIT_CONFIG_COUNT) }, (_, i) => [
    variables[`GIT_CONFIG_KEY_${i}`],
    variables[`GIT_CONFIG_VALUE_${i}`],
  ]);

/** The variables of a project that gets the access. */
export const given = (access: ConnectionGitAccess, stack: Stack) => {
  access.addToProject(projectIn(stack));
  return variablesOf(stack);
};

/** The address that Git takes for another one. */
export const replacedBy = async (git: Git, address: string, variables: Variables) =>
  (await git.run(['ls-remote', '--get-url', address], variables)).out.trim();

/** What `readRepositories` grants. */
export const allowed = (repositories: string[], arn: unknown = CONNECTION_ARN) =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    Effect: 'Allow',
    Action: `${prefix}:UseConnection`,
    Resource: arn,
    Condition: {
      StringEqualsIfExists: {
        [`${prefix}:FullRepositoryId`]: repositories,
        [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
      },
    },
  }));
