/** Time as the simulator sees it: it runs with the real clock until it is frozen, and can be moved forward. */
export class Clock {
  private ahead = 0;
  private frozenAt: number | undefined;
  /** The time that an appointment was made for, while it is kept. */
  private moment: number | undefined;
  private appointments: { due: number; order: number; action: () => void }[] = [];
  private order = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Whether appointments are kept by a timer, too, so that nobody has to look. */
  isRunning = false;

  /** Milliseconds since the epoch. */
  now(): number {
    return this.moment ?? this.frozenAt ?? Date.now() + this.ahead;
  }

  /** Stops time: from here it moves by `advance` only. */
  freeze(): void {
    this.frozenAt = this.now();
  }

  advance(milliseconds: number): void {
    if (this.frozenAt === undefined) {
      this.ahead += milliseconds;
    } else {
      this.frozenAt += milliseconds;
    }
    this.catchUp();
  }

  /** Has the action done after a while: by the first `catchUp` after that, which is nobody's but for a running clock. */
  after(milliseconds: number, action: () => void): void {
    this.appointments.push({ due: this.now() + milliseconds, order: this.order++, action });
    this.appointments.sort((a, b) => a.due - b.due || a.order - b.order);
    this.catchUp();
    this.setTimer();
  }

  /** Does what has become due, each at its own time. Whoever looks at the state calls this first. */
  catchUp(): void {
    const { moment } = this;
    const now = this.now();
    while (this.appointments.length > 0 && this.appointments[0].due <= now) {
      const next = this.appointments.shift();
      this.moment = next?.due;
      try {
        next?.action();
      } finally {
        this.moment = moment;
      }
    }
  }

  /** Back to the real time, with nothing pending. */
  reset(): void {
    this.ahead = 0;
    this.frozenAt = undefined;
    this.appointments = [];
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    if (this.isRunning && this.frozenAt === undefined && this.appointments.length > 0) {
      const keep = () => {
        this.catchUp();
        this.setTimer();
      };
      this.timer = setTimeout(keep, this.appointments[0].due - this.now()).unref();
    }
  }
}
