/** An error of the service: what it responds with in place of a result. */
export class ServiceError extends Error {
  /** The HTTP status, if it does not follow from the name. */
  readonly status?: number;

  constructor(name: string, message: string, status?: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** An error of the console or of the control endpoint: what was asked for cannot be done as things stand. */
export class ControlError extends Error {
  readonly status: number;

  constructor(message: string, status: 400 | 403 | 404 | 408 | 409 = 409) {
    super(message);
    this.status = status;
  }
}
