import type { Attention, AttentionSource } from '../../simulator/index.ts';
import type { AwsEnvironment } from '../aws-request.ts';
import { callCodeConnections } from '../codeconnections.ts';

interface Found {
  readonly stacks: readonly {
    readonly arn: string;
    readonly status: string;
    readonly reason: string;
    /** The logical ids of custom resources. */
    readonly waitsFor: readonly string[];
  }[];
  readonly alarms: readonly { readonly name: string; readonly reason: string }[];
  readonly functions: readonly { readonly name: string; readonly time: number }[];
}

/** What is broken, and what waits, in the local AWS: stacks, alarms and functions. */
export const attentionOf =
  (root: AwsEnvironment): AttentionSource =>
  async () => {
    const { stacks, alarms, functions } = await callCodeConnections<Found>(root, '_NeedsAttention', {});
    return [
      ...stacks.map(
        ({ arn, status, reason, waitsFor }): Attention => ({
          what: `CloudFormation stack ${arn.split('/')[1]}`,
          status,
          reason,
          waitsFor: waitsFor.length > 0 ? `the response of custom resource ${waitsFor.join(', ')}` : undefined,
        }),
      ),
      ...alarms.map(({ name, reason }): Attention => ({ what: `Alarm ${name}`, status: 'ALARM', reason })),
      ...functions.map(({ name, time }): Attention => {
        const at = new Date(time * 1000).toISOString().slice(11, 19);
        const reason = `Its last invocation failed at ${at} UTC: see the log group /aws/lambda/${name}.`;
        return { what: `Function ${name}`, status: 'ERROR', reason };
      }),
    ];
  };
