import { type CodeConnections, codeConnectionsIn } from '../shared/codeconnections';
import type { Request } from '../shared/custom-resource';
import type { SyncedStack } from '../shared/operations';
import type { Runtime } from '../shared/runtime';
import type { SyncedStackProperties } from './contract';

/** A stack that Git sync keeps in sync. A sync configuration has no ARN: it is named by its stack, in its Region. */
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
