import { splitArn } from './arn';
import { callAws } from './aws';
import type { Runtime } from './runtime';

/** Invokes a function asynchronously. */
export async function invokeAsync(functionArn: string, payload: unknown, runtime: Runtime): Promise<void> {
  const parts = splitArn(functionArn);
  if (!parts) throw new Error(`not an ARN: ${functionArn}`);
  const name = parts.resource.split(':')[1];
  const request = {
    service: 'lambda',
    partition: parts.partition,
    region: parts.region,
    operation: 'InvokeFunction',
    path: `/2015-03-31/functions/${name}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(payload),
  };
  await callAws(runtime, request, () => undefined);
}
