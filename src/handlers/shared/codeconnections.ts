import { splitArn } from './arn';
import { callAws } from './aws';
import type { Operation, Operations } from './operations';
import type { Runtime } from './runtime';

const TARGETS: Readonly<Record<string, string>> = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
};

/** A client of CodeConnections. */
export type CodeConnections = <O extends Operation>(
  operation: O,
  input: Operations[O]['input'],
  options?: { readonly patient?: boolean },
) => Promise<Operations[O]['output']>;

/** A client of the API and the Region that an ARN belongs to. */
export function codeConnectionsOf(arn: string, runtime: Runtime): CodeConnections {
  const parts = splitArn(arn);
  if (!parts) throw new Error(`not an ARN: ${arn}`);
  const { service, partition, region } = parts;
  return (operation, input, options) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${TARGETS[service]}.${operation}`,
    };
    const request = { service, partition, region, operation, headers, body: JSON.stringify(input), ...options };
    return callAws(runtime, request, JSON.parse);
  };
}
