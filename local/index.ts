/**
 * A local AWS and a simulator of AWS CodeConnections, to test apps with.
 *
 * `startLocalAws()` starts the local AWS in this process, `startSimulator()` the simulator alone.
 */
export { type AwsEnvironment, type AwsRequest, AwsRequestError } from './aws/aws-request.ts';
export type { StackResource } from './aws/cloudformation.ts';
export type { CodeBuild, ProjectDelivery } from './aws/code-build/code-build.ts';
export type { FilterDecision, GroupDecision, WebhookDecision } from './aws/code-build/decision.ts';
export type { CodePipeline, PlacedDecision } from './aws/code-pipeline/code-pipeline.ts';
export type { PullRequestEvent, PushEvent, RepositoryEvent, TriggerDecision } from './aws/code-pipeline/triggers.ts';
export type { CommandOptions, CommandResult } from './aws/command.ts';
export { LocalAws, type LocalAwsOptions, startLocalAws } from './aws/local-aws.ts';
export { connectLocalAws, LocalAwsClient } from './aws/local-aws-client.ts';
export type { Stack } from './aws/stack.ts';
export * from './simulator.ts';
