import { awsRequest } from './aws-request.ts';
import type { LocalAws } from './local-aws.ts';

/** Lets time pass for CloudWatch, that is: what it has measured and logged becomes older. */
export async function passTime(aws: LocalAws, minutes: number): Promise<void> {
  const target = 'GraniteServiceVersion20100801._PassTime';
  await awsRequest(aws.env, { service: 'monitoring', target, body: { Seconds: minutes * 60 } });
}
