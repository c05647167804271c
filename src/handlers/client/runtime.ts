import { setTimeout as sleep } from 'node:timers/promises';

/** The environment, clock and log of a handler. Tests provide their own. */
export interface Runtime {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly log: (text: string) => void;
}

export const lambdaRuntime: Runtime = {
  env: process.env,
  now: Date.now,
  sleep,
  log: console.log,
};
