import type { Runtime } from './runtime';

const ATTEMPTS = 6;
const FIRST_PAUSE = 200;
const MAX_PAUSE = 5_000;

/** The time that a new policy can take to come into force. */
const POLICY_DELAY = 30_000;
const POLICY_PAUSE = 3_000;

/** The reaction to an error: retry soon, retry while a new policy may not be in force, or give up. */
export type Verdict = 'transient' | 'denied' | 'final';

/** Retries with backoff and full jitter, as long as the verdict on the error allows it. */
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
