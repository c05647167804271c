/** Time as the simulator sees it: it runs with the real clock until it is frozen, and can be moved forward. */
export class Clock {
  private ahead = 0;
  private frozenAt: number | undefined;
  private appointments: { due: number; order: number; action: (due: number) => void }[] = [];
  private order = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return this.frozenAt ?? Date.now() + this.ahead;
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

  /** Has the action done once the time has come. No timer runs meanwhile: it is done by the next `catchUp`. */
  at(due: number, action: (due: number) => void): void {
    this.appointments.push({ due, order: this.order++, action });
    this.appointments.sort((a, b) => a.due - b.due || a.order - b.order);
    this.catchUp();
  }

  /** Does what has become due, in order. Whoever looks at the state calls this first. */
  catchUp(): void {
    while (this.appointments.length > 0 && this.appointments[0].due <= this.now()) {
      const next = this.appointments.shift();
      next?.action(next.due);
    }
  }

  /** Back to the real time, with nothing pending. */
  reset(): void {
    this.ahead = 0;
    this.frozenAt = undefined;
    this.appointments = [];
  }
}
