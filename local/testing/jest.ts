/** For jest: `import { useLocalAws } from 'cdk-codeconnections-local/jest'` adds the matchers to `expect`. */
import type {} from 'expect';
import type { LocalAws, LocalAwsOptions, Simulator } from '../index.ts';
import { type LocalAwsMatchers, matchers } from './matchers.ts';
import { type Hooks, localAwsFor, simulatorFor } from './set-up.ts';

// Jest itself provides this module to tests, with or without globals.
const framework = require('@jest/globals') as Hooks & { readonly expect: { extend(matchers: object): void } };

framework.expect.extend(matchers);

/**
 * A local AWS on free ports, which starts before the tests of this file and stops after them.
 *
 * @param options as for `startLocalAws`
 */
export const useLocalAws = (options?: LocalAwsOptions): LocalAws => localAwsFor(framework, options);

/** A simulator of AWS CodeConnections on a free port, which starts before the tests of this file and stops after them. */
export const useSimulator = (): Simulator => simulatorFor(framework);

declare global {
  namespace jest {
    interface Matchers<R, T> extends LocalAwsMatchers<R> {}
  }
}

// The same for those who import `expect` from @jest/globals.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LocalAwsMatchers<R> {}
}
