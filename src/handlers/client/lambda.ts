import { partsOf } from './arn';
import { callAws } from './aws';
import type { Runtime } from './runtime';

/** Invokes a function asynchronously. */
export async function invokeAsync(functionArn: string, payload: unknown, runtime: Runtime): Promise<void> {
  const parts = partsOf(functionArn);
  const request = {
    ...parts,
    operation: 'InvokeFunction',
    path: `/2015-03-31/functions/${parts.resource.split(':')[1]}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(payload),
  };
  await callAws(runtime, request, () => undefined);
}
