import { setTimeout as sleep } from 'node:timers/promises';

/** What a handler has of the outside world besides the network. Tests bring a clock of their own. */
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
