import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type CallRecord } from './api.ts';
import { activeBlockers } from './blockers.ts';
import type { AttentionSource, ConsoleSection } from './console/section.ts';
import { ConsoleActions } from './console-actions.ts';
import type { ControlAction } from './control-action.ts';
import type { ConnectionState, Pending, SimulatorControls, SyncResultRequest, WaitOptions } from './controls.ts';
import { ControlError } from './errors.ts';
import { type FaultSpecification, Faults } from './faults.ts';
import { type BlockerRequest, GitSync, type Push, type StackChange, type StackReference } from './git-sync.ts';
import { Handshakes } from './handshakes.ts';
import { type Credentials, Secrets } from './secrets.ts';
import type { StackDeployer } from './stack-deployer.ts';
import type { SyncStatusChange } from './state.ts';
import { DEFAULT_ACCOUNT, type Quotas, type Settings, World } from './state.ts';
import { type Blocker, blockersOf, type SyncResult, syncResult } from './sync-results.ts';
import { unlessEnded } from './unless-ended.ts';

export type SettingsChange = Partial<Omit<Settings, 'quotas'>> & { readonly quotas?: Partial<Quotas> };

const DEFAULT_TIMEOUT = 60_000;
const POLL = 50;

/** The simulated service, without its HTTP server. */
export class Service implements SimulatorControls {
  /** Where clients find it: `http://127.0.0.1:PORT`. */
  url = '';
  /** Aborted when nobody can call it any more. */
  protected readonly closing = new AbortController();
  /** @internal */
  readonly world = new World();
  /** @internal */
  readonly secrets = new Secrets();
  /** @internal */
  readonly console = new ConsoleActions(this.world);
  private readonly handshakes = new Handshakes(this.world, this.console, () => this.url);
  private readonly gitSync = new GitSync(this.world);
  private readonly faults = new Faults();
  /** @internal */
  readonly api = new Api(this.world, this.faults, this.secrets);
  /**
   * What the console shows besides its own pages.
   *
   * @internal
   */
  readonly sections: ConsoleSection[] = [];
  /**
   * What the control endpoint does besides its own actions.
   *
   * @internal
   */
  readonly actions: ControlAction[] = [];
  private readonly pushListeners: ((push: Push & { readonly sha: string }) => void | Promise<void>)[] = [];
  private told: Promise<unknown> = Promise.resolve();
  /**
   * What else the console is to say of what needs attention.
   *
   * @internal
   */
  readonly attention: AttentionSource[] = [];

  /** The calls with a response, oldest first: the last 2,000. */
  get calls(): readonly CallRecord[] {
    return this.api.calls;
  }

  /** How many calls are taking their time: those are held up by a delay. */
  get callsInFlight(): number {
    return this.api.inFlight;
  }

  /** What the control endpoint asks for, in the header `x-sim-token`: new with each start. */
  get token(): string {
    return this.secrets.token;
  }

  /** The keys that requests in the name of an account are signed with: new with each start. */
  readonly credentials = (account = DEFAULT_ACCOUNT): Credentials => {
    if (!/^\d{12}$/.test(account)) {
      throw new ControlError(`account must be 12 digits, got '${account}'`, 400);
    }
    return this.secrets.credentialsOf(account);
  };

  /** A person completes the handshake of the connection. */
  completeConnection(arn: string): void {
    this.console.completeConnection(arn);
  }

  /** The connection goes into ERROR. */
  failConnection(arn: string): void {
    this.console.failConnection(arn);
  }

  /** Where the connection is: PENDING, AVAILABLE or ERROR. */
  connectionStatus(arn: string): string {
    return this.console.connection(arn).status;
  }

  /** A person sets the host up. */
  completeHost(arn: string): void {
    this.console.completeHost(arn);
  }

  /** The host, or the preparation of its VPC, fails. */
  failHost(arn: string, message?: string): void {
    this.console.failHost(arn, message);
  }

  /** All connections, of all accounts. */
  connections(): ConnectionState[] {
    return this.handshakes.allConnections();
  }

  pendingConnections(options: WaitOptions = {}): Promise<Pending[]> {
    return this.enough('connections', () => this.handshakes.connections(), options);
  }

  pendingHosts(options: WaitOptions = {}): Promise<Pending[]> {
    return this.enough('hosts', () => this.handshakes.hosts(), options);
  }

  /** A person completes everything that is pending. Returns the ARNs. */
  completeAll(): string[] {
    return this.handshakes.completeAll();
  }

  /** A commit arrives on a branch. Returns its SHA. */
  push(push: Push): string {
    const sha = this.gitSync.push(push);
    this.told = Promise.all(this.pushListeners.map((listener) => listener({ ...push, sha })));
    return sha;
  }

  /**
   * Resolves when those who are told of commits have done what they do.
   *
   * @internal
   */
  async pushed(): Promise<void> {
    await this.told;
  }

  /**
   * Has each commit told, after Git sync has got it.
   *
   * @internal
   */
  onPush(listener: (push: Push & { readonly sha: string }) => void | Promise<void>): void {
    this.pushListeners.push(listener);
  }

  /** A stack was changed by hand, which blocks its sync. Returns the blocker's id. */
  raiseBlocker(request: BlockerRequest): string {
    return this.gitSync.raiseBlocker(request);
  }

  /** Somebody else than Git sync has updated or deleted a synced stack. Returns the id of the blocker, if it raises one. */
  stackChanged(change: StackChange): string | undefined {
    return this.gitSync.stackChanged(change);
  }

  /** The end of the sync of a stack, as soon as there is one. */
  syncResult({ sha, timeout, ...stack }: SyncResultRequest): Promise<SyncResult> {
    const what = () => {
      const [blocker] = activeBlockers(this.gitSync.find(stack));
      const why = blocker ? ` (it is blocked: ${blocker.CreatedReason})` : '';
      return `the sync of stack ${stack.stackName}${sha === undefined ? '' : ` to ${sha}`} has not ended${why}`;
    };
    return this.until(() => syncResult(this.world, this.gitSync.find(stack), sha), what, timeout);
  }

  /** The sync blockers of a stack, newest first. */
  syncBlockers(stack: StackReference): Blocker[] {
    return blockersOf(this.gitSync.find(stack));
  }

  /**
   * From now on, syncs deploy real stacks, by themselves as time goes on.
   *
   * @internal
   */
  deployWith(deployer: StackDeployer): void {
    this.world.deployer = deployer;
    this.world.clock.isRunning = true;
  }

  /**
   * Has each change of the status of a sync announced.
   *
   * @internal
   */
  announceTo(announce: (change: SyncStatusChange) => void): void {
    this.world.announce = announce;
  }

  /** The next retries of the latest commit fail. */
  failRetries(stack: StackReference, times?: number): void {
    this.gitSync.failRetries(stack, times);
  }

  /** Makes later calls fail, or slow. */
  fault(specification: FaultSpecification): void {
    this.faults.add(specification);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Changes the delays and quotas; what is not given stays. */
  configure({ quotas, ...change }: SettingsChange): void {
    Object.assign(this.world.settings, change);
    Object.assign(this.world.settings.quotas, quotas);
  }

  /** Stops the clock, which from then on moves by `advance` only. */
  freeze(): void {
    this.world.clock.freeze();
  }

  advance(milliseconds: number): void {
    this.world.clock.advance(milliseconds);
  }

  /** Forgets everything: objects, calls, faults, settings. */
  reset(): void {
    this.world.reset();
    this.faults.clear();
    this.api.reset();
  }

  private enough(kind: string, list: () => Pending[], options: WaitOptions): Promise<Pending[]> {
    const { atLeast = 1, timeout, during } = options;
    const enough = () => {
      const pending = list();
      return pending.length >= atLeast ? pending : undefined;
    };
    const what = () => `${atLeast} pending ${kind} were waited for, and there are ${list().length}`;
    return unlessEnded(during, `there were ${atLeast} pending ${kind}`, this.until(enough, what, timeout));
  }

  /** Looks until there is something to see. Time changes things, so it looks again and again. */
  private async until<T>(
    look: () => T | undefined,
    what: string | (() => string),
    timeout = DEFAULT_TIMEOUT,
  ): Promise<T> {
    const deadline = performance.now() + timeout;
    for (;;) {
      this.world.clock.catchUp();
      const found = look();
      if (found !== undefined) return found;
      if (this.closing.signal.aborted) throw new ControlError('the simulator was closed');
      if (performance.now() >= deadline) {
        const reason = typeof what === 'string' ? what : what();
        throw new ControlError(`${reason} after ${timeout / 1000} seconds`, 408);
      }
      await sleep(POLL);
    }
  }
}
