import { isNotFound } from '../client/aws';
import { type CodeConnections, codeConnectionsIn } from '../client/codeconnections';
import type { SyncedStack } from '../client/operations';
import type { Runtime } from '../client/runtime';
import type { Request } from '../framework/custom-resource';
import { untilFound } from '../framework/wait';
import type { SyncedStackProperties } from './contract';

/** A stack that Git sync keeps in sync. Its sync configuration has no ARN: the stack name and Region identify it. */
export interface Subject {
  readonly name: SyncedStack;
  readonly call: CodeConnections;
}

export function subjectOf(
  { Region, StackName }: SyncedStackProperties,
  { stackId }: Pick<Request<unknown>, 'stackId'>,
  runtime: Runtime,
): Subject {
  return {
    name: { ResourceName: StackName, SyncType: 'CFN_STACK_SYNC' },
    call: codeConnectionsIn(Region, stackId, runtime),
  };
}

/**
 * @param runtime waits for a new one, if given
 * @throws when the stack has no sync configuration
 */
export async function configurationOf({ name, call }: Subject, runtime?: Runtime) {
  const read = () => call('GetSyncConfiguration', name);
  try {
    return (await (runtime ? untilFound(read, runtime) : read())).SyncConfiguration;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(`the stack ${name.ResourceName} has no sync configuration; check its name and Region`);
  }
}
