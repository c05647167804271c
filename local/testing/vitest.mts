/** For vitest: `import { useLocalAws } from 'cdk-codeconnections-local/vitest'` adds the matchers to `expect`. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { LocalAws, LocalAwsOptions, Simulator } from '../index.ts';
import { type LocalAwsMatchers, matchers } from './matchers.ts';
import { localAwsFor, simulatorFor } from './set-up.ts';

expect.extend(matchers);

/**
 * A local AWS on free ports, which starts before the tests of this file and stops after them.
 *
 * @param options as for `startLocalAws`
 */
export const useLocalAws = (options?: LocalAwsOptions): LocalAws => localAwsFor({ beforeAll, afterAll }, options);

/** A simulator of AWS CodeConnections on a free port, which starts before the tests of this file and stops after them. */
export const useSimulator = (): Simulator => simulatorFor({ beforeAll, afterAll });

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> extends LocalAwsMatchers<T> {}
}
