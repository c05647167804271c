import { awsRequest } from './aws-request.ts';
import type { LocalAws } from './local-aws.ts';

/** Makes all data points and log events of CloudWatch older, as if time had passed. */
export async function passTime(aws: LocalAws, minutes: number): Promise<void> {
  const target = 'GraniteServiceVersion20100801._PassTime';
  await awsRequest(aws.env, { service: 'monitoring', target, body: { Seconds: minutes * 60 } });
}
