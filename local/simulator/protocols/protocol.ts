import type { ServiceError } from '../errors.ts';
import type { OperationName, ProtocolName, ServiceName } from '../model/operations.ts';
import type { ReceivedRequest } from '../signature.ts';

/** Which operation of which API a request names. */
export interface Target {
  readonly service: ServiceName;
  readonly operation: OperationName;
}

/** How requests and responses are written. */
export interface Protocol {
  /** Its name in the model of the APIs. */
  readonly name: ProtocolName;
  /** A body that is cut off. */
  readonly malformed: string | Buffer;
  /**
   * The operation that a request names.
   *
   * @throws ServiceError when it names none, or is none of this protocol
   */
  target(request: ReceivedRequest): Target;
  /**
   * The input in the body of a request. What JSON has no type for is an `OtherValue`.
   *
   * @throws ServiceError when it cannot be read
   */
  read(body: Buffer): object;
  /** The body of a response. Its timestamps are of the class `Timestamp`. */
  write(output: object): string | Buffer;
  /** The headers of a response, those that tell an error included. */
  headers(error?: ServiceError): Record<string, string>;
}
