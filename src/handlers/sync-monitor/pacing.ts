/** Requests that may be under way at the same time. */
export const MAX_IN_FLIGHT = 25;

/** Requests a second at the start, and in the first second all at once. */
const FIRST_RATE = 5;
const LEAST_RATE = 0.5;

/** Until the first throttle, the rate grows by this share in the time that a request takes. */
const FAST_GROWTH = 0.7;
/** After it, by this share in a second. */
const SLOW_GROWTH = 0.03;

/** What is taken of the rate at which requests have succeeded before a throttle. */
const DECREASE = 0.85;
/** A throttle soon after another one says more than what has succeeded in between. */
const STEEPEST_DECREASE = 0.5;

/** Requests that may be sent at once because time has passed without any, as seconds of the rate. */
const BURST_SECONDS = 0.02;

export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The time for requests was up before it was this one's turn. */
export class TimeUp extends Error {
  constructor() {
    super('the time was up');
  }
}

/**
 * Sends requests as fast as a service takes them, whose rate nobody knows: additive increase, multiplicative decrease.
 *
 * What is throttled is sent again, so nothing is lost before the time is up. One burst of throttles is one decrease:
 * what was under way at that time says nothing of the new rate.
 */
export class Pacer {
  private readonly waiting: { readonly start: () => void; readonly giveUp: (error: TimeUp) => void }[] = [];
  private inFlight = 0;

  /** In requests a second. */
  private rate = FIRST_RATE;
  /** Requests that may be sent now. */
  private allowance = FIRST_RATE;
  private allowedAt: number;

  private succeededSince = 0;
  private countedFrom: number;
  private decreasedAt: number | undefined;
  private wakesAt = Number.POSITIVE_INFINITY;

  /**
   * @param until when no request is sent any more
   * @param isThrottled whether an error means that a request came too early
   */
  constructor(
    private readonly clock: Clock,
    private readonly until: number,
    private readonly isThrottled: (error: unknown) => boolean,
  ) {
    this.allowedAt = this.countedFrom = clock.now();
  }

  /** @throws {TimeUp} */
  async run<T>(request: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.turn();
      const sentAt = this.clock.now();
      try {
        const result = await request();
        this.speedUp(sentAt);
        return result;
      } catch (error) {
        if (!this.isThrottled(error)) throw error;
        this.slowDown(sentAt);
      } finally {
        this.inFlight -= 1;
        this.startNext();
      }
    }
  }

  private turn(): Promise<void> {
    return new Promise((start, giveUp) => {
      this.waiting.push({ start, giveUp });
      this.startNext();
    });
  }

  private startNext(): void {
    const now = this.clock.now();
    if (now >= this.until) {
      for (const { giveUp } of this.waiting.splice(0)) giveUp(new TimeUp());
      return;
    }
    const most = this.decreasedAt === undefined ? MAX_IN_FLIGHT : Math.max(1, this.rate * BURST_SECONDS);
    this.allowance = Math.min(most, this.allowance + ((now - this.allowedAt) / 1_000) * this.rate);
    this.allowedAt = now;
    while (this.waiting.length > 0 && this.inFlight < MAX_IN_FLIGHT && this.allowance >= 1) {
      this.allowance -= 1;
      this.inFlight += 1;
      this.waiting.shift()?.start();
    }
    if (this.waiting.length > 0 && this.inFlight < MAX_IN_FLIGHT)
      this.wakeIn(((1 - this.allowance) / this.rate) * 1_000);
  }

  private wakeIn(milliseconds: number): void {
    const now = this.clock.now();
    const at = Math.min(now + Math.max(1, Math.ceil(milliseconds)), this.until);
    if (this.wakesAt <= at) return;
    this.wakesAt = at;
    void this.clock.sleep(at - now).then(() => {
      // A timer may go off a little early: then there is another one to be set.
      if (this.wakesAt === at) this.wakesAt = Number.POSITIVE_INFINITY;
      this.startNext();
    });
  }

  private speedUp(sentAt: number): void {
    this.succeededSince += 1;
    const seconds = Math.max(1, this.clock.now() - sentAt) / 1_000;
    // There are `rate` successes a second: so these are shares of the rate, in the time of a request and in a second.
    this.rate += this.decreasedAt === undefined ? FAST_GROWTH / seconds : SLOW_GROWTH;
  }

  private slowDown(sentAt: number): void {
    const now = this.clock.now();
    this.allowance = 0;
    this.allowedAt = now;
    if (this.decreasedAt !== undefined && sentAt <= this.decreasedAt) return;
    const succeeded = this.succeededSince / Math.max(1, (now - this.countedFrom) / 1_000);
    // The fast start ends far above what the service takes. Later on, the rate is near to it.
    this.rate =
      this.decreasedAt === undefined
        ? Math.max(FIRST_RATE, DECREASE * succeeded)
        : Math.max(LEAST_RATE, STEEPEST_DECREASE * this.rate, DECREASE * Math.min(this.rate, succeeded));
    this.decreasedAt = this.countedFrom = now;
    this.succeededSince = 0;
  }
}
