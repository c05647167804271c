import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '../local/simulator/index.ts';

export const STACKS_PER_LINK = 20;
const REGION = 'eu-west-1';

/** An account with a number of synced stacks without problems, behind a service with latency. */
export class SyncedAccount {
  static async create(stacks: number, latency: number): Promise<SyncedAccount> {
    const account = new SyncedAccount(await startSimulator(), latency);
    await account.fill(stacks);
    await new Promise<void>((resolve) => account.rest.listen(0, '127.0.0.1', resolve));
    account.simulator.fault({ kind: 'slow', rate: 1, delay: latency });
    return account;
  }

  readonly linkIds: string[] = [];
  private item: unknown;
  /** Takes the place of the table and the event bus of the monitor. */
  private readonly rest = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const input = JSON.parse(Buffer.concat(chunks).toString());
    await sleep(this.latency);
    if (input.Item) this.item = input.Item;
    response.end(JSON.stringify(input.Key && this.item ? { Item: this.item } : {}));
  });

  readonly simulator: Simulator;
  private readonly latency: number;

  private constructor(simulator: Simulator, latency: number) {
    this.simulator = simulator;
    this.latency = latency;
  }

  /** The environment of a function in this account. */
  get environment(): Record<string, string> {
    const { accessKeyId, secretAccessKey } = this.simulator.credentials();
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.rest.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_CODECONNECTIONS: this.simulator.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      STATE_TABLE_NAME: 'state',
      EVENT_BUS_NAME: 'default',
      STUCK_AFTER_SECONDS: '1800',
    };
  }

  async close(): Promise<void> {
    this.rest.close();
    this.rest.closeAllConnections();
    await this.simulator.close();
  }

  private async fill(stacks: number): Promise<void> {
    const { simulator } = this;
    const quotas = { repositoryLinks: stacks, syncConfigurations: stacks, syncConfigurationsPerLink: STACKS_PER_LINK };
    simulator.configure({ quotas });
    const { ConnectionArn } = await this.call('CreateConnection', { ConnectionName: 'github', ProviderType: 'GitHub' });
    simulator.completeConnection(ConnectionArn);
    for (let stack = 0; stack < stacks; stack++) {
      const repository = `repository-${Math.floor(stack / STACKS_PER_LINK)}`;
      if (stack % STACKS_PER_LINK === 0) {
        const link = { ConnectionArn, OwnerId: 'my-org', RepositoryName: repository };
        this.linkIds.push((await this.call('CreateRepositoryLink', link)).RepositoryLinkInfo.RepositoryLinkId);
        const files: Record<string, string> = { 'template.yaml': 'Resources: {}' };
        for (let each = stack; each < stack + STACKS_PER_LINK; each++) {
          files[`stack-${each}.yaml`] = 'template-file-path: template.yaml';
        }
        simulator.push({ repository: `my-org/${repository}`, branch: 'main', files });
      }
      await this.call('CreateSyncConfiguration', {
        ResourceName: `stack-${stack}`,
        SyncType: 'CFN_STACK_SYNC',
        Branch: 'main',
        ConfigFile: `stack-${stack}.yaml`,
        RoleArn: 'arn:aws:iam::123456789012:role/sync',
        RepositoryLinkId: this.linkIds.at(-1),
      });
      simulator.advance(1_000); // the stacks are synced to the latest commit
    }
    simulator.advance(10_000);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the responses are those of the simulator
  private async call(operation: string, input: object): Promise<any> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `CodeConnections_20231201.${operation}`,
      'x-sim-internal': '1',
      'x-sim-region': REGION,
      'x-sim-token': this.simulator.token,
    };
    const body = Buffer.from(JSON.stringify(input));
    const response = await this.simulator.api.respond({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers,
      body,
    });
    if (response?.status !== 200) throw new Error(response?.body.toString());
    return JSON.parse(response.body.toString());
  }
}
