/** Time as the simulator sees it: it runs with the real clock until it is frozen, and can be moved forward. */
export class Clock {
  private ahead = 0;
  private frozenAt: number | undefined;
  /** The time that an action was scheduled for, while it runs. */
  private moment: number | undefined;
  private scheduled: { due: number; order: number; action: () => void }[] = [];
  private order = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Whether a timer runs what is scheduled, too. */
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

  /** Schedules an action: the first `catchUp` after that time runs it, or a timer, if the clock is running. */
  after(milliseconds: number, action: () => void): void {
    this.scheduled.push({ due: this.now() + milliseconds, order: this.order++, action });
    this.scheduled.sort((a, b) => a.due - b.due || a.order - b.order);
    this.catchUp();
    this.setTimer();
  }

  /** Runs what has become due, each action at its own time. To be called before the state is read. */
  catchUp(): void {
    const { moment } = this;
    const now = this.now();
    while (this.scheduled.length > 0 && this.scheduled[0].due <= now) {
      const next = this.scheduled.shift();
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
    this.scheduled = [];
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    if (this.isRunning && this.frozenAt === undefined && this.scheduled.length > 0) {
      const keep = () => {
        this.catchUp();
        this.setTimer();
      };
      this.timer = setTimeout(keep, this.scheduled[0].due - this.now()).unref();
    }
  }
}
