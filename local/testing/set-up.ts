import { type LocalAws, type LocalAwsOptions, type Simulator, startLocalAws, startSimulator } from '../index.ts';

/** The first start installs Python packages. */
const START_TIMEOUT = 600_000;
const STOP_TIMEOUT = 30_000;

/** Registers something to be done before or after the tests of a file, with its time-out in milliseconds. */
export type Hook = (body: () => Promise<void>, timeout: number) => void;

/** The hooks of a test framework. */
export interface Hooks {
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
}

/** A local AWS on free ports for the tests of this file. */
export const localAwsFor = (hooks: Hooks, options: LocalAwsOptions = {}): LocalAws =>
  during(
    hooks,
    'the local AWS',
    () => startLocalAws({ port: 0, simulatorPort: 0, log: console.error, ...options }),
    (aws) => aws.stop(),
  );

/** A simulator on a free port for the tests of this file. */
export const simulatorFor = (hooks: Hooks): Simulator =>
  during(
    hooks,
    'the simulator',
    () => startSimulator(),
    (simulator) => simulator.close(),
  );

/** Something that exists while the tests of a file run, under a name that exists before. */
function during<T extends object>(
  { beforeAll, afterAll }: Hooks,
  what: string,
  start: () => Promise<T>,
  stop: (it: T) => Promise<void>,
): T {
  let it: T | undefined;
  beforeAll(async () => {
    it = await start();
  }, START_TIMEOUT);
  afterAll(async () => {
    if (it) await stop(it);
  }, STOP_TIMEOUT);
  const running = () => {
    if (it) return it;
    throw new Error(`${what} runs during the tests, in beforeAll and in test(), and not before`);
  };
  return new Proxy({} as T, {
    get: (_, name) => {
      const value = Reflect.get(running(), name);
      return typeof value === 'function' ? value.bind(running()) : value;
    },
    has: (_, name) => name in running(),
  });
}
