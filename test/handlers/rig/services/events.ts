import { EVENT_SOURCE, PROBLEM_DETECTED, type ProblemDetail } from '../../../../src/handlers/sync-monitor/contract';
import { ACCOUNT, CENTRAL_BUS } from '../account';
import { jsonError, type Reply, type Service, type ServiceRequest } from './service';

/** The size of a request up to which events are accepted. */
const MAX_BYTES = 256 * 1_024;

/** An event of the monitor that an event bus received. */
export interface ProblemEvent {
  readonly detected: boolean;
  readonly detail: ProblemDetail;
}

interface Input {
  readonly Entries: readonly {
    readonly EventBusName: string;
    readonly Source: string;
    readonly DetailType: string;
    readonly Detail: string;
  }[];
}

/** The event bus of the monitor, and the central one. */
export class EventBuses implements Service {
  readonly events: ProblemEvent[] = [];
  readonly centralEvents: ProblemEvent[] = [];
  /** How many of the next events the bus rejects. */
  rejections = 0;
  /** Whether the central bus accepts nothing. */
  isCentralBusDown = false;
  /** A call with this text in one of its events is rejected as a whole. */
  poison: string | undefined;

  resourceOf({ input: { Entries }, region }: ServiceRequest<Input>): string {
    const [{ EventBusName }] = Entries;
    return EventBusName.startsWith('arn:')
      ? EventBusName
      : `arn:aws:events:${region}:${ACCOUNT}:event-bus/${EventBusName}`;
  }

  respond({ input: { Entries } }: ServiceRequest<Input>): Reply {
    expect(Entries.length).toBeLessThanOrEqual(10);
    const bytes = Entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0);
    if (bytes > MAX_BYTES || (this.poison && JSON.stringify(Entries).includes(this.poison))) {
      return jsonError(400, 'ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = Entries.map(({ EventBusName, Source, DetailType, Detail }) => {
      expect(Entries[0].EventBusName).toBe(EventBusName);
      expect(Source).toBe(EVENT_SOURCE);
      const isCentral = EventBusName === CENTRAL_BUS;
      if (isCentral ? this.isCentralBusDown : this.rejections > 0) {
        if (!isCentral) this.rejections -= 1;
        return { ErrorCode: 'InternalFailure', ErrorMessage: 'try later' };
      }
      const events = isCentral ? this.centralEvents : this.events;
      events.push({ detected: DetailType === PROBLEM_DETECTED, detail: JSON.parse(Detail) });
      return { EventId: String(events.length) };
    });
    const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode).length;
    return { status: 200, body: JSON.stringify({ FailedEntryCount, Entries: results }) };
  }
}
