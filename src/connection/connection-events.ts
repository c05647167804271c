import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';
import { SERVICE_PREFIXES } from '../private/arns';
import { checkRestrictions } from '../private/grants';

/** What an event of an API call is restricted to. */
export interface ApiCallOptions {
  /**
   * The operations that are called, for example `DeleteConnection`.
   *
   * @default - all operations
   */
  readonly operations?: string[];
}

/**
 * Events of connections: patterns for EventBridge rules.
 *
 * The service sends none when a connection changes its status. What there is comes from CloudTrail: API calls, in the
 * Region in which they are made. The account needs a trail for that, and calls that only read are not among them unless
 * the rule is enabled for all management events.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class ConnectionEvents {
  /**
   * Events of one connection.
   *
   * @param connection the connection, made by any construct or imported
   */
  public static fromConnection(connection: IConnectionRef): ConnectionEvents {
    return new ConnectionEvents(connection);
  }

  /** Events of all connections of the account. */
  public static fromAllConnections(): ConnectionEvents {
    return new ConnectionEvents();
  }

  private readonly connection: IConnectionRef | undefined;

  private constructor(connection?: IConnectionRef) {
    this.connection = connection;
  }

  /**
   * The pattern of an API call, under either prefix of the service.
   *
   * With a connection it is a call that names the connection.
   *
   * @param options what the events are restricted to; by default nothing
   * @throws when an option is an empty list
   */
  public apiCallPattern(options: ApiCallOptions = {}): EventPattern {
    const { operations } = options;
    checkRestrictions({ operations }, this.connection);
    const arn = this.connection?.connectionRef.connectionArn;
    return {
      source: SERVICE_PREFIXES.map((prefix) => `aws.${prefix}`),
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: SERVICE_PREFIXES.map((prefix) => `${prefix}.amazonaws.com`),
        ...(operations && { eventName: operations }),
        // Operations on tags call it by another name.
        ...(arn !== undefined && {
          $or: ['connectionArn', 'resourceArn'].map((name) => ({ requestParameters: { [name]: [arn] } })),
        }),
      },
    };
  }
}

/** Fields of the event of an API call, for what a rule hands to its target. */
export class ConnectionApiCallEvent {
  /** The operation that was called. */
  public static get operation(): string {
    return EventField.fromPath('$.detail.eventName');
  }

  /** The ARN of who called it. */
  public static get callerArn(): string {
    return EventField.fromPath('$.detail.userIdentity.arn');
  }

  /** The ARN of the connection that the call names. */
  public static get connectionArn(): string {
    return EventField.fromPath('$.detail.requestParameters.connectionArn');
  }

  /** Why the call failed, for example `AccessDenied`. */
  public static get errorCode(): string {
    return EventField.fromPath('$.detail.errorCode');
  }

  private constructor() {}
}
