import { partsOf } from './arn';
import { callAws, callAwsOnce, type Target } from './aws';
import type { Entry, ListOperation, Operation, Operations, Page } from './operations';
import type { Runtime } from './runtime';
import { TARGETS } from './shapes';

/** A client of CodeConnections. */
export type CodeConnections = <O extends Operation>(
  operation: O,
  input: Operations[O]['input'],
  options?: { readonly retryDenied?: boolean },
) => Promise<Operations[O]['output']>;

/** A client for the API and the Region of an ARN. */
export function codeConnectionsOf(arn: string, runtime: Runtime): CodeConnections {
  return client(partsOf(arn), runtime);
}

/** A client for the current API in a Region, for operations on resources without an ARN. */
export function codeConnectionsIn(region: string, stackId: string, runtime: Runtime): CodeConnections {
  return client({ service: 'codeconnections', partition: partsOf(stackId).partition, region }, runtime);
}

/** A client for an API. */
export function codeConnectionsTo(target: Target, runtime: Runtime): CodeConnections {
  return client(target, runtime);
}

/** A client without retries. */
export function codeConnectionsOnce(target: Target, runtime: Runtime): CodeConnections {
  return client(target, runtime, callAwsOnce);
}

/** All entries of a list, from all its pages. */
export async function listAll<O extends ListOperation>(
  call: CodeConnections,
  operation: O,
  input?: Omit<Operations[O]['input'], keyof Page>,
  options?: { readonly retryDenied?: boolean },
): Promise<Entry<O>[]> {
  const all: Entry<O>[] = [];
  let next: string | undefined;
  do {
    const page = { ...input, MaxResults: 100, NextToken: next };
    const { NextToken, ...list } = await call(operation, page as Operations[O]['input'], options);
    all.push(...(Object.values(list).flat() as Entry<O>[])); // besides the token there is only the list
    next = NextToken;
  } while (next);
  return all;
}

function client(target: Target, runtime: Runtime, send = callAws): CodeConnections {
  return (operation, input, options) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${TARGETS[target.service]}.${operation}`,
    };
    const request = { ...target, operation, headers, body: JSON.stringify(input), ...options };
    return send(runtime, request, JSON.parse);
  };
}
