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

/** A client of the API and the Region that an ARN belongs to. */
export function codeConnectionsOf(arn: string, runtime: Runtime): CodeConnections {
  return client(partsOf(arn), runtime);
}

/** A client of the current API in a Region, for operations on what has no ARN. */
export function codeConnectionsIn(region: string, stackId: string, runtime: Runtime): CodeConnections {
  return client({ service: 'codeconnections', partition: partsOf(stackId).partition, region }, runtime);
}

/** A client for who decides himself what to call again, and when. */
export function codeConnectionsOnce(target: Target, runtime: Runtime): CodeConnections {
  return client(target, runtime, callAwsOnce);
}

/** All entries of a list, over all its pages. */
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
    all.push(...(Object.values(list).flat() as Entry<O>[])); // the list is all there is but for the token
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
