import { FUNCTION } from '../account';
import type { Reply, Service, ServiceRequest } from './service';

/** Lambda, of which the function is invoked asynchronously. */
export class Lambda<Event> implements Service {
  /** Events with which the function has not been run yet. */
  readonly invocations: Event[] = [];

  resourceOf({ raw }: ServiceRequest): string {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(raw.path)?.[1];
    return FUNCTION.replace(/[^:]+$/, String(name));
  }

  respond({ raw, input }: ServiceRequest<Event>): Reply {
    if (raw.headers['x-amz-invocation-type'] !== 'Event') return { status: 400, body: 'not asynchronous' };
    this.invocations.push(input);
    return { status: 202 };
  }
}
