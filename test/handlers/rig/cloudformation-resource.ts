import { randomUUID } from 'node:crypto';
import type { Event } from '../../../src/handlers/framework/custom-resource';
import { FUNCTION, STACK } from './account';
import type { CustomResourceRig } from './custom-resource-rig';

export type Properties = Readonly<Record<string, unknown>>;

export interface CustomResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** An event as CloudFormation sends it, by default a Create. */
export function eventOf(rig: CustomResourceRig, resourceType: string, properties: object, more: object = {}): Event {
  return {
    RequestType: 'Create',
    ServiceToken: FUNCTION,
    ResponseURL: `${rig.url}/bucket/1?X-Amz-Signature=of-the-response-url`,
    StackId: STACK,
    RequestId: 'request-1',
    LogicalResourceId: 'Ready',
    ResourceType: resourceType,
    ResourceProperties: { ServiceToken: FUNCTION, ContractVersion: '1', ...properties },
    ...more,
  } as Event;
}

/** One custom resource, as CloudFormation sees it: sends the events that the documentation describes. */
export class CloudFormationResource {
  /** The physical id; nothing as long as there is no resource. */
  physicalId: string | undefined;
  private properties: Properties = {};

  constructor(
    private readonly rig: CustomResourceRig,
    private readonly type: string,
  ) {}

  /** A Create. When it fails, the Delete of what was perhaps made follows. */
  async create(properties: Properties): Promise<CustomResourceResponse> {
    const response = await this.send({ RequestType: 'Create', ResourceProperties: this.written(properties) });
    if (response.Status === 'SUCCESS') this.settle(response, properties);
    else await this.delete(response.PhysicalResourceId, properties);
    return response;
  }

  /** An Update. A new physical id means a replacement: at the end of a deployment, the old one is deleted. */
  async update(properties: Properties): Promise<CustomResourceResponse> {
    const before = this.physicalId;
    const response = await this.change(properties);
    if (response.Status === 'SUCCESS') {
      if (before !== this.physicalId) await this.delete(before, this.properties);
    } else {
      await this.rollBack();
    }
    return response;
  }

  /** An Update in a deployment of which something else fails: all is set back afterwards. */
  async updateInVain(properties: Properties): Promise<CustomResourceResponse> {
    const [physicalId, before] = [this.physicalId, this.properties];
    const response = await this.change(properties);
    expect(response.Status).toBe('SUCCESS');
    const back = await this.change(before);
    expect(back.Status).toBe('SUCCESS');
    if (physicalId !== response.PhysicalResourceId) await this.delete(response.PhysicalResourceId, properties);
    return back;
  }

  /** The same, when CloudFormation sends no Update back: it takes a new physical id for another resource. */
  async updateAndForget(properties: Properties): Promise<void> {
    const [physicalId, before] = [this.physicalId, this.properties];
    const response = await this.change(properties);
    expect(response.Status).toBe('SUCCESS');
    expect(response.PhysicalResourceId).not.toBe(physicalId);
    await this.delete(response.PhysicalResourceId, properties);
    [this.physicalId, this.properties] = [physicalId, before];
  }

  async delete(physicalId = this.physicalId, properties = this.properties): Promise<CustomResourceResponse> {
    const response = await this.send({
      RequestType: 'Delete',
      PhysicalResourceId: physicalId ?? '',
      ResourceProperties: this.written(properties),
    });
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: physicalId });
    return response;
  }

  /** Sends an Update; its outcome counts, and nothing follows. */
  async change(properties: Properties): Promise<CustomResourceResponse> {
    const response = await this.send({
      RequestType: 'Update',
      PhysicalResourceId: this.physicalId ?? '',
      ResourceProperties: this.written(properties),
      OldResourceProperties: this.written(this.properties),
    });
    if (response.Status === 'SUCCESS') this.settle(response, properties);
    else {
      expect(response.PhysicalResourceId).toBe(this.physicalId);
      this.failed = properties;
    }
    return response;
  }

  private failed: Properties = {};

  /** After a failed Update: an Update with old and new exchanged. It must succeed at once, and change nothing. */
  private async rollBack(): Promise<void> {
    const started = this.rig.seconds;
    const response = await this.send({
      RequestType: 'Update',
      PhysicalResourceId: this.physicalId ?? '',
      ResourceProperties: this.written(this.properties),
      OldResourceProperties: this.written(this.failed),
    });
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: this.physicalId });
    expect(this.rig.seconds - started).toBeLessThan(5);
  }

  private settle(response: CustomResourceResponse, properties: Properties): void {
    this.physicalId = response.PhysicalResourceId;
    this.properties = properties;
  }

  /** All that CloudFormation hands to a handler is a string. */
  private written(properties: Properties) {
    const asText = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(asText);
      return typeof value === 'object' && value ? value : String(value);
    };
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    return {
      ServiceToken: FUNCTION,
      ServiceTimeout: '3600',
      ContractVersion: '1',
      ...Object.fromEntries(given.map(([name, value]) => [name, asText(value)])),
    };
  }

  /** Sends one request, and checks what holds for every response. */
  private async send(part: object): Promise<CustomResourceResponse> {
    const puts = this.rig.puts.length;
    const event = eventOf(this.rig, this.type, {}, { RequestId: randomUUID(), ...part });
    await this.rig.invoke(event);

    expect(this.rig.refused).toEqual([]);
    const sent = this.rig.puts.slice(puts);
    const [{ body, contentType }] = sent;
    // A run that dies after its response is tried again, and must come to the same one.
    if (this.rig.delivery.diesAt) expect(new Set(sent.map((each) => each.body)).size).toBe(1);
    else expect(sent).toHaveLength(1);
    expect(contentType ?? '').toBe('');
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
    const response = JSON.parse(body);
    const { StackId, RequestId, LogicalResourceId } = event;
    expect(response).toMatchObject({ StackId, RequestId, LogicalResourceId });
    expect(response.PhysicalResourceId).toMatch(/./);
    expect(Buffer.byteLength(response.PhysicalResourceId)).toBeLessThanOrEqual(1_024);
    if (response.Status === 'FAILED') expect(response.Reason).toMatch(/./);
    else expect(response.Status).toBe('SUCCESS');
    for (const secret of ['of-the-response-url', this.rig.credentials.AWS_SECRET_ACCESS_KEY, 'session-token']) {
      expect(this.rig.log.join('\n')).not.toContain(secret);
    }
    return response;
  }
}
