import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { SERVICE_PREFIXES } from '../private/arns';
import { checkRestrictions } from '../private/grants';
import { checkReference } from '../private/references';
import { checkOperation } from '../private/restrictions';

/** Restrictions of API call events. */
export interface ApiCallOptions {
  /**
   * The operations that were called, for example `DeleteConnection`.
   *
   * @default - all operations
   */
  readonly operations?: string[];
}

/**
 * Event patterns about connections, for EventBridge rules.
 *
 * The service sends no event when a connection changes its status. The only events are API calls that CloudTrail
 * records, in the Region of the call. The account needs a trail. Read-only calls are included only if the rule is
 * enabled for all management events.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class ConnectionEvents {
  /**
   * Events of one connection.
   *
   * @param connection the connection: an L2, an L1 or an import
   */
  public static fromConnection(connection: IConnectionRef): ConnectionEvents {
    checkReference('connection', connection, 'connectionRef', undefined);
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
   * The pattern of API calls, under either prefix of the service.
   *
   * For one connection, it matches the calls that name this connection.
   *
   * @param options restrictions of the events; none by default
   * @throws when `operations` is an empty list, or a value is not the name of an operation
   */
  public apiCallPattern(options: ApiCallOptions = {}): EventPattern {
    const { operations } = options;
    checkRestrictions({ operations }, { operations: checkOperation }, this.connection);
    const arn = this.connection?.connectionRef.connectionArn;
    return {
      source: SERVICE_PREFIXES.map((prefix) => `aws.${prefix}`),
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: SERVICE_PREFIXES.map((prefix) => `${prefix}.amazonaws.com`),
        ...(operations && { eventName: operations }),
        // Operations on tags name it in another field.
        ...(arn !== undefined && {
          $or: ['connectionArn', 'resourceArn'].map((name) => ({ requestParameters: { [name]: [arn] } })),
        }),
      },
    };
  }
}
