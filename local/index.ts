/**
 * A local AWS and a simulator of AWS CodeConnections, to test apps with.
 *
 * `startLocalAws()` starts the local AWS in this process, `startSimulator()` the simulator alone.
 */
export { type AwsEnvironment, type AwsRequest, AwsRequestError } from './aws/aws-request.ts';
export type { StackResource } from './aws/cloudformation.ts';
export type { CommandOptions, CommandResult } from './aws/command.ts';
export { DEFAULT_PORT, LocalAws, type LocalAwsOptions, startLocalAws } from './aws/local-aws.ts';
export { connectLocalAws, LocalAwsClient } from './aws/local-aws-client.ts';
export type { Stack } from './aws/stack.ts';
export {
  type Blocker,
  type BlockerRequest,
  type CallRecord,
  type ConnectionState,
  ControlError,
  type Credentials,
  connectSimulator,
  DEFAULT_SIMULATOR_PORT,
  type FaultKind,
  type FaultSpecification,
  type Pending,
  type Push,
  type SettingsChange,
  Simulator,
  SimulatorClient,
  type SimulatorControls,
  type SimulatorOptions,
  type StackReference,
  type SyncResult,
  type SyncResultRequest,
  startSimulator,
  type WaitOptions,
} from './simulator/index.ts';
