/** A point in time, which protocols write in different ways. */
export class Timestamp {
  /** Seconds since the epoch, with fractions. */
  readonly seconds: number;

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  toJSON(): number {
    return this.seconds;
  }
}

/** A value of a type that no member of the API has. */
export class OtherValue {
  readonly type: string;

  constructor(type: string) {
    this.type = type;
  }

  toJSON(): string {
    return `(${this.type})`;
  }
}

/** Whether it is a value with members. */
export const isStructure = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Timestamp) &&
  !(value instanceof OtherValue);
