import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '../../../local/simulator/index';
import { received } from '../../../local/simulator/signature.ts';
import type { Runtime } from '../../../src/handlers/client/runtime';
import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import {
  EVENT_BUS_ACTIONS,
  EVENT_SOURCE,
  METRICS,
  type MetricName,
  PROBLEM_DETECTED,
  type ProblemDetail,
  type ProblemLine,
  STATE_TABLE_ACTIONS,
  SYNC_MONITOR_CALLS,
  TOPIC_ACTIONS,
} from '../../../src/handlers/sync-monitor/contract';
import { syncMonitor } from '../../../src/handlers/sync-monitor/sync-monitor';
import { internally } from '../internally';
import { Table } from './table';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:monitor`;
export const STUCK_AFTER = 1_800;

/** The ARN of the central event bus, in another account and Region. */
export const CENTRAL_BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/git-sync';

export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:git-sync`;

/** A message that the topic received. */
export interface TopicMessage {
  readonly subject: string;
  readonly message: string;
  readonly groupId: string | null;
}

/** An event of the monitor that an event bus received. */
export interface ProblemEvent {
  readonly detected: boolean;
  readonly detail: ProblemDetail;
}

/** How a run goes. */
export interface Circumstances {
  /** Milliseconds that Lambda gives it. */
  readonly time?: number;
  /** The process dies at this request that it sends, counted from 1; … */
  readonly diesAt?: number;
  /** … when that has had its effect, or before. */
  readonly afterTheEffect?: boolean;
  /** Another run of the same event, which Lambda tries again. */
  readonly requestId?: string;
}

/** One run of the function. */
interface Life extends Circumstances {
  requests: number;
  dead: boolean;
  readonly end: () => void;
}

/**
 * The monitor as Lambda runs it, with everything that it calls on loopback: the simulator of CodeConnections, and fakes
 * of a DynamoDB table, event buses and a topic. Time passes faster for the monitor than in reality.
 */
export class MonitorRig {
  static async start(speed = 50): Promise<MonitorRig> {
    const rig = new MonitorRig(await startSimulator(), speed);
    await new Promise<void>((resolve) => rig.server.listen(0, '127.0.0.1', resolve));
    return rig;
  }

  readonly table = new Table();
  /** The table does not respond before this is resolved. */
  tableIsReady: Promise<unknown> = Promise.resolve();
  readonly events: ProblemEvent[] = [];
  /** Events of the central bus, if the function has one. */
  readonly centralEvents: ProblemEvent[] = [];
  centralEventBus: string | undefined;
  /** The size of a request up to which events are accepted. */
  maxEventBytes = 256 * 1_024;
  /** A call with this text in one of its events is rejected as a whole. */
  poison: string | undefined;
  /** Whether the central bus accepts nothing. */
  isCentralBusDown = false;
  readonly messages: TopicMessage[] = [];
  /** The topic in the environment of the function, and whether it also receives the end of a problem. */
  topic: string | undefined = TOPIC;
  notifyOnResolved = true;
  readonly log: string[] = [];
  readonly actions: string[] = [];
  /** Calls that the contract does not have. */
  readonly refused: string[] = [];
  /** Calls of CodeConnections, in the order of their arrival. */
  readonly calls: { readonly operation: string; readonly input: Readonly<Record<string, string>> }[] = [];
  maxInFlight = 0;
  /** How many of the next events the bus rejects. */
  rejectedEvents = 0;
  /** How many of the next messages the topic rejects. */
  rejectedMessages = 0;
  /** Actions that IAM denies, on top of those that the contract does not have. */
  readonly denied = new Set<string>();
  private inFlight = 0;
  private readonly lives = new Map<string, Life>();
  private begun = Date.now();
  private ahead = 0;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private constructor(
    readonly simulator: Simulator,
    private readonly speed: number,
  ) {}

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.simulator.close();
  }

  /** Restores the state after the start. */
  reset(): void {
    for (const list of [
      this.events,
      this.centralEvents,
      this.messages,
      this.log,
      this.actions,
      this.refused,
      this.calls,
    ])
      list.length = 0;
    this.lives.clear();
    this.table.reset();
    this.tableIsReady = Promise.resolve();
    this.denied.clear();
    this.rejectedEvents = 0;
    this.rejectedMessages = 0;
    this.centralEventBus = undefined;
    this.isCentralBusDown = false;
    this.poison = undefined;
    this.topic = TOPIC;
    this.notifyOnResolved = true;
    this.maxInFlight = 0;
    this.begun = Date.now();
    this.ahead = 0;
    this.simulator.reset();
  }

  /** Advances the time of the monitor and of the service. */
  pass(seconds: number): void {
    this.ahead += seconds * 1_000;
    this.simulator.advance(seconds * 1_000);
  }

  readonly now = (): number => this.begun + (Date.now() - this.begun) * this.speed + this.ahead;

  /** Runs the function, with an event of Git sync or as a poll. Rejects if the function fails or its process dies. */
  run(event: MonitorEvent = {}, circumstances: Circumstances = {}): Promise<void> {
    const { time = 240_000, requestId = `request-${this.lives.size}` } = circumstances;
    const token = `life-${this.lives.size}`;
    return new Promise((resolve, reject) => {
      const life = { ...circumstances, requests: 0, dead: false, end: () => reject(new Error('died')) };
      this.lives.set(token, life);
      const until = this.now() + time;
      const context = {
        invokedFunctionArn: FUNCTION,
        awsRequestId: requestId,
        getRemainingTimeInMillis: () => until - this.now(),
      };
      const handler = syncMonitor(this.runtime(token, life));
      handler(event, context as Parameters<typeof handler>[1]).then(resolve, reject);
    });
  }

  /** The metrics that the last run wrote. */
  get metrics(): Readonly<Partial<Record<MetricName, number>>> {
    const line = JSON.parse(this.log.findLast((text) => text.includes('"_aws"')) ?? '{}');
    const [{ Metrics, Dimensions }] = line._aws.CloudWatchMetrics;
    expect(Dimensions).toEqual([[]]);
    const names = (Metrics as { Name: MetricName; Unit: string }[]).map(({ Name, Unit }) => {
      expect(Unit).toBe(METRICS[Name]);
      return Name;
    });
    return Object.fromEntries(names.map((name) => [name, line[name]]));
  }

  /** The log lines with problems. */
  get lines(): ProblemLine[] {
    return this.log.filter((text) => /"type":"(StackBehind|OtherProblem)"/.test(text)).map((text) => JSON.parse(text));
  }

  /** The events of the bus: `+` and the kind for a start, `-`, the kind and the outcome for an end. */
  get announced(): string[] {
    return this.events.map(({ detected, detail }) =>
      detected ? `+${detail.kind}` : `-${detail.kind} ${detail.outcome}`,
    );
  }

  /** A request to the simulator in the name of AWS itself. */
  internally<T>(service: string, operation: string, input: object, region = REGION): Promise<T> {
    return internally<T>(this.simulator, service, operation, input, region);
  }

  private runtime(token: string, life: Life): Runtime {
    const { accessKeyId, secretAccessKey } = this.simulator.credentials();
    return {
      env: {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: token,
        STATE_TABLE_NAME: 'state',
        EVENT_BUS_NAME: 'problems',
        STUCK_AFTER_SECONDS: String(STUCK_AFTER),
        CENTRAL_EVENT_BUS_ARN: this.centralEventBus,
        NOTIFICATION_TOPIC_ARN: this.topic,
        NOTIFY_ON_RESOLVED: String(this.notifyOnResolved),
      },
      now: this.now,
      sleep: async (milliseconds) => {
        await sleep(milliseconds / this.speed);
        if (life.dead) await new Promise(() => {}); // it never wakes up
      },
      log: (text) => this.log.push(text),
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const life = this.lives.get(String(request.headers['x-amz-security-token'])) as Life;
    life.requests += 1;
    if (life.requests === life.diesAt) {
      life.dead = true;
      if (life.afterTheEffect) await this.respond(request, body);
      life.end();
    }
    if (life.dead) {
      response.destroy();
      return;
    }
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const reply = await this.respond(request, body);
    this.inFlight -= 1;
    if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
    else response.destroy();
  }

  private async respond(request: IncomingMessage, body: Buffer): Promise<Reply | undefined> {
    const [, , region = '', service = ''] =
      /Credential=([^,]+)/.exec(request.headers.authorization ?? '')?.[1].split('/') ?? [];
    const isForCentralBus = service === 'events' && body.includes(CENTRAL_BUS);
    expect(region).toBe(isForCentralBus ? 'eu-central-1' : REGION);
    const form = service === 'sns' ? new URLSearchParams(body.toString()) : undefined;
    const target = String(request.headers['x-amz-target']).split('.').pop() as string;
    const operation = form?.get('Action') ?? target;
    const action = `${service}:${operation}`;
    this.actions.push(action);
    const allowed = ACTIONS.has(action) || operations.has(operation);
    if (!allowed) this.refused.push(action);
    if (!allowed || this.denied.has(action)) {
      return error(400, 'AccessDeniedException', `User is not authorized to perform: ${action}`);
    }
    if (service === 'dynamodb') await this.tableIsReady;
    if (service === 'dynamodb') return this.table.respond(operation, JSON.parse(body.toString()));
    if (form) return this.publish(form);
    if (service === 'events') return this.putEvents(JSON.parse(body.toString()));
    this.calls.push({ operation, input: JSON.parse(body.toString()) });
    return this.simulator.api.respond(received(request, body));
  }

  private publish(form: URLSearchParams): Reply {
    expect(form.get('TopicArn')).toBe(this.topic);
    if (this.rejectedMessages > 0) {
      this.rejectedMessages -= 1;
      const body =
        '<ErrorResponse><Error><Code>InternalError</Code><Message>try later</Message></Error></ErrorResponse>';
      return { status: 500, headers: {}, body };
    }
    const [subject = '', message = ''] = ['Subject', 'Message'].map((name) => form.get(name) ?? '');
    this.messages.push({ subject, message, groupId: form.get('MessageGroupId') });
    return { status: 200, headers: {}, body: '<PublishResponse/>' };
  }

  private putEvents({ Entries }: { Entries: Entry[] }): Reply {
    expect(Entries.length).toBeLessThanOrEqual(10);
    const text = JSON.stringify(Entries);
    const bytes = Entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0);
    if (bytes > this.maxEventBytes || (this.poison && text.includes(this.poison))) {
      return error(400, 'ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = Entries.map(({ EventBusName, Source, DetailType, Detail }) => {
      expect([this.centralEventBus, 'problems']).toContain(EventBusName);
      expect(Source).toBe(EVENT_SOURCE);
      if (EventBusName === this.centralEventBus) {
        if (this.isCentralBusDown) return { ErrorCode: 'InternalFailure', ErrorMessage: 'try later' };
        this.centralEvents.push({ detected: DetailType === PROBLEM_DETECTED, detail: JSON.parse(Detail) });
        return { EventId: String(this.centralEvents.length) };
      }
      if (this.rejectedEvents > 0) {
        this.rejectedEvents -= 1;
        return { ErrorCode: 'InternalFailure', ErrorMessage: 'try later' };
      }
      this.events.push({ detected: DetailType === PROBLEM_DETECTED, detail: JSON.parse(Detail) });
      return { EventId: String(this.events.length) };
    });
    const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode).length;
    return { status: 200, headers: {}, body: JSON.stringify({ FailedEntryCount, Entries: results }) };
  }
}

interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const ACTIONS = new Set<string>([...STATE_TABLE_ACTIONS, ...EVENT_BUS_ACTIONS, ...TOPIC_ACTIONS]);
const operations = new Set<string>(SYNC_MONITOR_CALLS.flatMap((call) => call.operations));

export function error(status: number, code: string, message: string): Reply {
  return { status, headers: {}, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }) };
}
