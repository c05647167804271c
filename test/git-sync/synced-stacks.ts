import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import {
  Connection,
  GitRepository,
  type GitRepositoryOptions,
  GitSyncedStack,
  type GitSyncedStackProps,
  ProviderType,
  RepositoryLink,
} from '../../src';
import { arnOf, UUID } from '../fixtures';

export const CONNECTION = 'AWS::CodeConnections::Connection';
export const WAIT = 'Custom::CodeConnectionsAvailableConnection';
export const LINK = 'AWS::CodeStarConnections::RepositoryLink';
export const SYNC = 'AWS::CodeStarConnections::SyncConfiguration';
export const COMMENT = 'Custom::CodeConnectionsPullRequestComment';
export const TARGET = 'Custom::CodeConnectionsTargetStack';
export const SUCCESS = 'Custom::CodeConnectionsSuccessfulSync';
export const ROLE = 'AWS::IAM::Role';

export const newConnection = (stack: Stack, id = 'GitHub') =>
  new Connection(stack, id, { providerType: ProviderType.GITHUB });

interface Reached extends GitRepositoryOptions {
  readonly connection?: IConnectionRef;
  readonly name?: string;
}

/** The repository of a synced stack, through the connection of the stack unless another one is given. */
export function repository(stack: Stack, { connection, name = 'my-org/infra', ...options }: Reached = {}) {
  const own = () => (stack.node.tryFindChild('GitHub') as Connection | undefined) ?? newConnection(stack);
  return { repository: GitRepository.fromConnection(connection ?? own(), name, options) };
}
export const synced = (
  stack: Stack,
  stackName = 'prod',
  props: Partial<GitSyncedStackProps> & Pick<GitSyncedStackProps, 'repository'> = repository(stack),
) =>
  new GitSyncedStack(stack, stackName, { stackName, branch: 'main', configFile: `deploy/${stackName}.yaml`, ...props });
export const imported = (stack: Stack) =>
  RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));

export const templateOf = (stack: Stack) => Template.fromStack(stack);
export const count = (stack: Stack, type: string) => Object.keys(templateOf(stack).findResources(type)).length;
export const idOf = (stack: Stack, type: string) => Object.keys(templateOf(stack).findResources(type))[0];

/** Whether CloudFormation creates the first resource after the second one, directly or not. */
export function comesAfter(stack: Stack, later: string, earlier: string): boolean {
  const { Resources } = templateOf(stack).toJSON();
  const before = new Set([later]);
  for (const id of before) {
    const { DependsOn = [], Properties } = Resources[id];
    const text = JSON.stringify(Properties ?? {});
    const ids = Object.keys(Resources).filter((other) => text.includes(`"${other}"`));
    for (const other of [...[DependsOn].flat(), ...ids]) before.add(other);
  }
  return later !== earlier && before.has(earlier);
}
