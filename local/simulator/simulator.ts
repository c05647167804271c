import { Api, type CallRecord } from './api.ts';
import type { ConsoleSection } from './console/section.ts';
import { ConsoleActions } from './console-actions.ts';
import type { ControlAction } from './control-action.ts';
import { ControlError } from './errors.ts';
import { type FaultSpecification, Faults } from './faults.ts';
import { type BlockerRequest, GitSync, type Push, type StackReference } from './git-sync.ts';
import { type Credentials, Secrets } from './secrets.ts';
import type { StackDeployer } from './stack-deployer.ts';
import type { SyncStatusChange } from './state.ts';
import { DEFAULT_ACCOUNT, type Quotas, type Settings, World } from './state.ts';

export type SettingsChange = Partial<Omit<Settings, 'quotas'>> & { readonly quotas?: Partial<Quotas> };

/** The simulated service, without its HTTP server. */
export class Service {
  readonly world = new World();
  readonly secrets = new Secrets();
  readonly console = new ConsoleActions(this.world);
  private readonly gitSync = new GitSync(this.world);
  private readonly faults = new Faults();
  readonly api = new Api(this.world, this.faults, this.secrets);
  /** What the console shows besides its own pages. */
  readonly sections: ConsoleSection[] = [];
  /** What the control endpoint does besides its own actions. */
  readonly actions: ControlAction[] = [];
  private readonly pushListeners: ((push: Push & { readonly sha: string }) => void)[] = [];

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

  /** A commit arrives on a branch. Returns its SHA. */
  push(push: Push): string {
    const sha = this.gitSync.push(push);
    for (const listener of this.pushListeners) listener({ ...push, sha });
    return sha;
  }

  /** Has each commit told, after Git sync has got it. */
  onPush(listener: (push: Push & { readonly sha: string }) => void): void {
    this.pushListeners.push(listener);
  }

  /** A stack was changed by hand, which blocks its sync. Returns the blocker's id. */
  raiseBlocker(request: BlockerRequest): string {
    return this.gitSync.raiseBlocker(request);
  }

  /** From now on, syncs deploy real stacks, by themselves as time goes on. */
  deployWith(deployer: StackDeployer): void {
    this.world.deployer = deployer;
    this.world.clock.isRunning = true;
  }

  /** Has each change of the status of a sync announced. */
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
}
