import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../../../local/simulator/index';

const START = Date.parse('2026-11-24T09:00:00Z');

/** The time of the function, with which that of the simulator goes. */
export class Clock {
  /** Milliseconds that have passed besides those of reality. */
  ahead = 0;
  private readonly begun = Date.now();
  private readonly agenda: { readonly time: number; readonly action: () => void }[] = [];

  /** @param speed how much faster than in reality time passes; with 0, it passes only while the function sleeps */
  constructor(
    private readonly simulator: Simulator,
    private readonly speed: number,
  ) {
    if (speed !== 0) return;
    simulator.freeze();
    simulator.advance(START - simulator.world.clock.now());
  }

  readonly now = (): number => {
    const time = this.speed === 0 ? START : this.begun + (Date.now() - this.begun) * this.speed;
    return time + this.ahead;
  };

  async sleep(milliseconds: number): Promise<void> {
    if (this.speed === 0) this.pass(milliseconds);
    else await sleep(milliseconds / this.speed);
  }

  /** Does something when so many milliseconds have passed. */
  after(milliseconds: number, action: () => void): void {
    this.agenda.push({ time: this.now() + milliseconds, action });
    this.agenda.sort((left, right) => left.time - right.time);
  }

  /** Advances the time, and does on the way what is to be done by then. */
  pass(milliseconds: number): void {
    const until = this.ahead + milliseconds;
    for (let next = this.agenda[0]; next && next.time <= this.now() + until - this.ahead; next = this.agenda[0]) {
      this.agenda.shift();
      this.advance(next.time - this.now());
      next.action();
    }
    this.advance(until - this.ahead);
  }

  private advance(milliseconds: number): void {
    this.ahead += milliseconds;
    this.simulator.advance(milliseconds);
  }
}
