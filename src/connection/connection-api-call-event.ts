import { EventField } from 'aws-cdk-lib/aws-events';

/** Fields of an API call event, for the input that a rule passes to its target. */
export class ConnectionApiCallEvent {
  /** The operation that was called. */
  public static get operation(): string {
    return EventField.fromPath('$.detail.eventName');
  }

  /** The ARN of the caller. */
  public static get callerArn(): string {
    return EventField.fromPath('$.detail.userIdentity.arn');
  }

  /** The ARN of the connection that the call names. */
  public static get connectionArn(): string {
    return EventField.fromPath('$.detail.requestParameters.connectionArn');
  }

  /** The error code of a failed call, for example `AccessDenied`. */
  public static get errorCode(): string {
    return EventField.fromPath('$.detail.errorCode');
  }

  private constructor() {}
}
