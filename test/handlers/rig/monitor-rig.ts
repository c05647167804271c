import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import {
  EVENT_BUS_ACTIONS,
  METRICS,
  type MetricName,
  type ProblemLine,
  STATE_TABLE_ACTIONS,
  SYNC_MONITOR_CALLS,
  TOPIC_ACTIONS,
} from '../../../src/handlers/sync-monitor/contract';
import { syncMonitor } from '../../../src/handlers/sync-monitor/sync-monitor';
import { ACCOUNT, REGION, TOPIC } from './account';
import { type Death, Rig } from './rig';
import { Table } from './services/dynamodb';
import { EventBuses, type ProblemEvent } from './services/events';
import type { Call } from './services/service';

export const STUCK_AFTER = 1_800;

const ACTIONS = new Set<string>([...STATE_TABLE_ACTIONS, ...EVENT_BUS_ACTIONS, ...TOPIC_ACTIONS]);
const OPERATIONS = new Set<string>(SYNC_MONITOR_CALLS.flatMap((call) => call.operations));

/** How a run goes. */
export interface Circumstances extends Death {
  /** Milliseconds that Lambda gives it. */
  readonly time?: number;
  /** Another run of the same event, which Lambda tries again. */
  readonly requestId?: string;
}

/** The function of the monitor, with its table, its event buses and its topic. */
export class MonitorRig extends Rig {
  table!: Table;
  buses!: EventBuses;
  centralEventBus: string | undefined;
  /** The topic in the environment of the function, and whether it also receives the end of a problem. */
  topic: string | undefined = TOPIC;
  notifyOnResolved = true;

  constructor(speed = 50) {
    super(speed);
  }

  override reset(): void {
    super.reset();
    this.centralEventBus = undefined;
    this.topic = TOPIC;
    this.notifyOnResolved = true;
  }

  protected override newServices() {
    this.table = new Table();
    this.buses = new EventBuses();
    return { dynamodb: this.table, events: this.buses };
  }

  /** Runs the function, with an event of Git sync or as a poll. Rejects if the function fails or its process dies. */
  run(event: MonitorEvent = {}, circumstances: Circumstances = {}): Promise<void> {
    const { time = 240_000, requestId = `request-${this.runs}`, ...death } = circumstances;
    const env = {
      STATE_TABLE_NAME: 'state',
      EVENT_BUS_NAME: 'problems',
      STUCK_AFTER_SECONDS: String(STUCK_AFTER),
      CENTRAL_EVENT_BUS_ARN: this.centralEventBus,
      NOTIFICATION_TOPIC_ARN: this.topic,
      NOTIFY_ON_RESOLVED: String(this.notifyOnResolved),
    };
    return this.runOnce((runtime, context) => syncMonitor(runtime)(event, context), {
      env,
      time,
      requestId,
      death: { ...death, requests: 0 },
    });
  }

  get events(): ProblemEvent[] {
    return this.buses.events;
  }

  /** The calls of CodeConnections, by their operations. */
  get operations(): string[] {
    return this.calls.flatMap(({ action }) => /^code[a-z-]+:(.*)/.exec(action)?.[1] ?? []);
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

  /** The contract's calls, to the monitor's own Region, topic, table and buses. */
  protected override isAllowed({ action, resource, region }: Call): boolean {
    const [service, operation] = action.split(':');
    if (service.startsWith('code')) return OPERATIONS.has(operation) && region === REGION;
    const own = [
      this.topic,
      this.centralEventBus,
      `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/problems`,
      `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/state`,
    ];
    return ACTIONS.has(action) && own.includes(resource) && region === resource.split(':')[3];
  }
}
