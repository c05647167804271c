import { fitting } from '../client/fitting';
import { send } from '../client/http';
import { withRetries } from '../client/retry';
import type { Runtime } from '../client/runtime';

const MAX_RESPONSE = 4_096;

/** The response to CloudFormation. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** The S3 bucket of CloudFormation did not accept the response. */
class PutError extends Error {
  constructor(public readonly status: number) {
    super(`CloudFormation did not accept the response: HTTP ${status}`);
  }
}

/** Sends the response to CloudFormation. */
export async function respond(responseUrl: string, response: Response, runtime: Runtime): Promise<void> {
  const body = encodeResponse(response);
  const judge = (error: unknown) => (error instanceof PutError && error.status < 500 ? 'final' : 'transient');
  await withRetries(runtime, judge, async () => {
    // The URL is signed for an empty content type.
    const { status } = await send({ url: new URL(responseUrl), method: 'PUT', headers: { 'content-type': '' }, body });
    if (status >= 300) throw new PutError(status);
  });
}

/**
 * The response as JSON of at most 4,096 bytes. A long reason is truncated; attributes that are too long are an error.
 */
export function encodeResponse(response: Response): string {
  const { Reason: reason, ...rest } = response;
  const encode = (text?: string) => JSON.stringify({ ...rest, Reason: text });
  const whole = encode(reason);
  if (Buffer.byteLength(whole) <= MAX_RESPONSE) return whole;
  if (!reason) {
    const { Data: _, ...withoutData } = rest;
    return encodeResponse({ ...withoutData, Status: 'FAILED', Reason: 'the attributes exceed 4,096 bytes' });
  }
  const room = MAX_RESPONSE - Buffer.byteLength(encode('…'));
  return encode(`${fitting([...reason], room, 0).join('')}…`);
}
