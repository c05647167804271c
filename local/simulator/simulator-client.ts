import type { ConnectionState, Pending, SimulatorControls, SyncResultRequest, WaitOptions } from './controls.ts';
import type { FaultSpecification } from './faults.ts';
import type { BlockerRequest, Push, StackReference } from './git-sync.ts';
import { TOKEN_HEADER } from './request.ts';
import type { Blocker, SyncResult } from './sync-results.ts';
import { unlessEnded } from './unless-ended.ts';

/** A simulator that runs in another process, by its control endpoint. */
export class SimulatorClient implements SimulatorControls {
  readonly url: string;
  private readonly token: string;

  /**
   * @param url where it runs: `http://127.0.0.1:PORT`
   * @param token what its control endpoint asks for
   */
  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async connections(): Promise<ConnectionState[]> {
    return (await this.call<{ connections: ConnectionState[] }>('connections', {})).connections;
  }

  async pendingConnections(options: WaitOptions = {}): Promise<Pending[]> {
    const { during, ...request } = options;
    return (
      await unlessEnded(
        during,
        'there were pending connections',
        this.call<{ connections: Pending[] }>('pending-connections', request),
      )
    ).connections;
  }

  async pendingHosts(options: WaitOptions = {}): Promise<Pending[]> {
    const { during, ...request } = options;
    return (
      await unlessEnded(during, 'there were pending hosts', this.call<{ hosts: Pending[] }>('pending-hosts', request))
    ).hosts;
  }

  async completeConnection(arn: string): Promise<void> {
    await this.call('complete-connection', { arn });
  }

  async failConnection(arn: string): Promise<void> {
    await this.call('fail-connection', { arn });
  }

  async completeHost(arn: string): Promise<void> {
    await this.call('complete-host', { arn });
  }

  async failHost(arn: string, message?: string): Promise<void> {
    await this.call('fail-host', { arn, message });
  }

  async completeAll(): Promise<string[]> {
    return (await this.call<{ completed: string[] }>('complete-all', {})).completed;
  }

  async push(push: Push): Promise<string> {
    return (await this.call<{ sha: string }>('push', push)).sha;
  }

  syncResult(request: SyncResultRequest): Promise<SyncResult> {
    return this.call<SyncResult>('sync-result', request);
  }

  async raiseBlocker(request: BlockerRequest): Promise<string> {
    return (await this.call<{ id: string }>('raise-blocker', request)).id;
  }

  async syncBlockers(stack: StackReference): Promise<Blocker[]> {
    return (await this.call<{ blockers: Blocker[] }>('sync-blockers', stack)).blockers;
  }

  async fault(specification: FaultSpecification): Promise<void> {
    await this.call('fault', specification);
  }

  async clearFaults(): Promise<void> {
    await this.call('clear-faults', {});
  }

  private async call<T>(verb: string, body: object): Promise<T> {
    const response = await fetch(`${this.url}/_simulator/${verb}`, {
      method: 'POST',
      headers: { [TOKEN_HEADER]: this.token },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    throw new Error(errorIn(text) ?? `the simulator responded with ${response.status}: ${text.trim()}`);
  }
}

/** The message of a response; nothing if it is no JSON. */
function errorIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { readonly error?: string }).error;
  } catch {
    return undefined;
  }
}

/**
 * The simulator whose environment this process has, for example a test that
 * `npx cdk-codeconnections-local simulator -- npm test` runs.
 */
export function connectSimulator(env: NodeJS.ProcessEnv = process.env): SimulatorClient {
  const { SIMULATOR_URL: url, SIMULATOR_TOKEN: token } = env;
  if (!url || !token) {
    throw new Error(
      'SIMULATOR_URL and SIMULATOR_TOKEN are not set: run this by `npx cdk-codeconnections-local simulator -- <command>`, ' +
        'or export the environment that it prints',
    );
  }
  return new SimulatorClient(url, token);
}
