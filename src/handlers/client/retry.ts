import type { Runtime } from './runtime';

const ATTEMPTS = 6;
const FIRST_PAUSE = 200;
const MAX_PAUSE = 5_000;

/** A fresh policy can take this long to be in force. */
const POLICY_DELAY = 30_000;
const POLICY_PAUSE = 3_000;

/** What to do after an error: try again soon, try again as long as a policy may be fresh, or give up. */
export type Verdict = 'transient' | 'denied' | 'final';

/** Tries again with backoff and full jitter, as long as the verdict on the error allows it. */
export async function withRetries<T>(
  { now, sleep }: Runtime,
  judge: (error: unknown) => Verdict,
  attempt: () => Promise<T>,
): Promise<T> {
  const policyInForce = now() + POLICY_DELAY;
  for (let failures = 1; ; ) {
    try {
      return await attempt();
    } catch (error) {
      const verdict = judge(error);
      if (verdict === 'denied' && now() < policyInForce) {
        await sleep(POLICY_PAUSE);
      } else if (verdict === 'transient' && failures < ATTEMPTS) {
        await sleep(Math.random() * Math.min(MAX_PAUSE, FIRST_PAUSE * 2 ** failures));
        failures += 1;
      } else {
        throw error;
      }
    }
  }
}
