import type { ReceivedRequest } from '../../../../local/simulator/signature.ts';
import type { Conditions } from '../../../../src/handlers/framework/contract';
import { ACCOUNT } from '../account';

/** A call to AWS as it arrived, by the name of its IAM action. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
  /** The condition keys of IAM that the request and its resource have. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** A request to a service: what its signature says, and its parameters. */
export interface ServiceRequest<I = Readonly<Record<string, string>>> {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: I;
  readonly raw: ReceivedRequest;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A service of AWS that a rig stands in for. */
export interface Service {
  /** The resource that IAM is asked about. */
  resourceOf(request: ServiceRequest<unknown>): string;
  /** The condition keys that IAM knows; none by default. */
  keysOf?(request: ServiceRequest<unknown>): Readonly<Record<string, string>>;
  /** Whether the resource is gone: it has no tags then, so a policy that asks for them denies the call. */
  isGone?(request: ServiceRequest<unknown>): boolean;
  /** The response, or nothing if the connection is cut. */
  respond(request: ServiceRequest<unknown>): Reply | undefined | Promise<Reply | undefined>;
}

/** Whether conditions of a policy hold for a call. */
export function holds(conditions: Conditions, { keys = {} }: Call): boolean {
  return Object.entries(conditions).every(([operator, expected]) =>
    Object.entries(expected).every(
      ([key, value]) => keys[key] === value || (operator === 'StringEqualsIfExists' && keys[key] === undefined),
    ),
  );
}

/** Each service has its own way to say no. */
export function denial(action: string): Reply {
  const message = `User: arn:aws:sts::${ACCOUNT}:assumed-role/handler/handler is not authorized to perform: ${action}`;
  switch (action.split(':')[0]) {
    case 'sns':
      return xmlError(403, 'AuthorizationError', message);
    case 'cloudformation':
      return xmlError(403, 'AccessDenied', message);
    case 'lambda':
      return {
        status: 403,
        headers: { 'x-amzn-errortype': 'AccessDeniedException' },
        body: JSON.stringify({ Message: message }),
      };
    default:
      return jsonError(400, 'AccessDeniedException', message);
  }
}

export function jsonError(status: number, code: string, message: string): Reply {
  return { status, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }) };
}

export function xmlError(status: number, code: string, message: string): Reply {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, body };
}
