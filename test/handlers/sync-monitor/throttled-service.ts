import type { Clock } from '../../../src/handlers/sync-monitor/pacing';

/** A clock whose time advances as soon as there is nothing else to do. */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly sleepers: { readonly due: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const due = this.time + milliseconds;
      const place = this.sleepers.findIndex((sleeper) => sleeper.due > due);
      this.sleepers.splice(place < 0 ? this.sleepers.length : place, 0, { due, wake });
    });

  /** Advances the time until a promise is settled. */
  async pass<T>(something: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    something.then(end, end);
    for (;;) {
      await new Promise(setImmediate);
      const next = this.sleepers.shift();
      if (done || !next) return something;
      this.time = next.due;
      next.wake();
    }
  }
}

export const THROTTLED = new Error('ThrottlingException');

/** A service that accepts so many requests per second, and so many at once after a pause. */
export class ThrottledService {
  served = 0;
  throttled = 0;
  maxInFlight = 0;
  private inFlight = 0;
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly rate: number,
    private readonly burst: number,
    private readonly latency: () => number,
  ) {
    this.tokens = burst;
    this.filledAt = clock.now();
  }

  readonly request = async (): Promise<void> => {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const latency = this.latency();
    await this.clock.sleep(latency / 2);
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.rate);
    this.filledAt = now;
    const taken = this.tokens >= 1;
    if (taken) this.tokens -= 1;
    await this.clock.sleep(latency / 2);
    this.inFlight -= 1;
    if (taken) this.served += 1;
    else {
      this.throttled += 1;
      throw THROTTLED;
    }
  };
}
