import type { CommandResult, LocalAwsClient, SimulatorControls } from '../index.ts';

/** What a matcher says. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

const COMPLETE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

/** The matchers, for `expect.extend`. */
export const matchers = {
  toSucceed(received: unknown): Verdict {
    const { exitCode, output } = must<CommandResult>(received, 'exitCode', 'the result of aws.run()');
    return {
      pass: exitCode === 0,
      message: () => `the command ended with exit code ${exitCode}, and printed:\n${output}`,
    };
  },

  async toHaveStack(received: unknown, name: string, status: string | readonly string[] = COMPLETE): Promise<Verdict> {
    const aws = must<LocalAwsClient>(received, 'stack', 'a local AWS');
    const statuses = typeof status === 'string' ? [status] : status;
    const stack = await aws.stack(name);
    const reason = stack?.statusReason ? ` (${stack.statusReason})` : '';
    return {
      pass: stack !== undefined && statuses.includes(stack.status),
      message: () => `stack ${name} ${stack === undefined ? 'does not exist' : `is ${stack.status}${reason}`}`,
    };
  },

  async toHaveAvailableConnection(received: unknown, nameOrArn: string): Promise<Verdict> {
    const simulator = must<SimulatorControls>(received, 'connections', 'a local AWS or a simulator');
    const connections = await simulator.connections();
    const found = connections.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
    const names = connections.map(({ name }) => name).join(', ') || 'none';
    return {
      pass: found?.status === 'AVAILABLE',
      message: () =>
        found
          ? `the connection ${nameOrArn} is ${found.status}`
          : `there is no connection ${nameOrArn}; the connections are: ${names}`,
    };
  },

  async toHaveSynced(received: unknown, stackName: string, sha?: string): Promise<Verdict> {
    const simulator = must<SimulatorControls>(received, 'syncResult', 'a local AWS or a simulator');
    const result = await simulator.syncResult({ stackName, sha });
    const events = result.events.map((event) => `\n  ${event}`).join('');
    return {
      pass: result.status === 'SUCCEEDED',
      message: () => `the sync of stack ${stackName} to ${result.sha} is ${result.status}:${events}`,
    };
  },

  async toHaveSyncBlocker(received: unknown, stackName: string, reason: string | RegExp = ''): Promise<Verdict> {
    const simulator = must<SimulatorControls>(received, 'syncBlockers', 'a local AWS or a simulator');
    const blockers = await simulator.syncBlockers({ stackName });
    const active = blockers.filter(({ status }) => status === 'ACTIVE').map(({ createdReason }) => createdReason);
    const matches = (text: string) => (typeof reason === 'string' ? text.includes(reason) : reason.test(text));
    return {
      pass: active.some(matches),
      message: () => `the active sync blockers of stack ${stackName} are: ${active.join('; ') || 'none'}`,
    };
  },
};

/** What the matchers add to `expect(…)`. `R` is what they return there. */
export interface LocalAwsMatchers<R> {
  /** Of `aws.run(…)`: the command has ended with exit code 0. */
  toSucceed(): R;
  /**
   * Of a local AWS: the stack has a status.
   *
   * @param status one or several @default CREATE_COMPLETE, UPDATE_COMPLETE or IMPORT_COMPLETE
   */
  toHaveStack(name: string, status?: string | readonly string[]): Promise<R>;
  /** Of a local AWS or a simulator: the connection, by its name or its ARN, is AVAILABLE. */
  toHaveAvailableConnection(nameOrArn: string): Promise<R>;
  /**
   * Of a local AWS or a simulator: Git sync has brought the stack to a commit. Waits for the end of the sync.
   *
   * @param sha the commit, as `push` returned it @default - the latest sync, whatever its commit
   */
  toHaveSynced(stackName: string, sha?: string): Promise<R>;
  /**
   * Of a local AWS or a simulator: the stack has an active sync blocker.
   *
   * @param reason what its reason contains, or matches @default - any reason
   */
  toHaveSyncBlocker(stackName: string, reason?: string | RegExp): Promise<R>;
}

function must<T>(received: unknown, member: string, what: string): T {
  if (typeof received === 'object' && received !== null && member in received) return received as T;
  throw new TypeError(`expect() has to be given ${what}, but got ${String(received)}`);
}
