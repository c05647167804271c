import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { WaitOptions } from '../custom-resources/wait-options';
import { createWaiter } from '../custom-resources/waiter';
import { AVAILABLE_CONNECTION } from '../handlers/available-connection/contract';
import { isOfKind, markKind } from '../private/kinds';
import { checkReference } from '../private/references';
import { ConnectionBase, knownProvider } from './connection-base';
import type { ProviderType } from './provider-type';

/** Properties of an `AvailableConnection`. */
export interface AvailableConnectionProps extends WaitOptions {
  /** The connection to wait for: new or imported, of either prefix, in any Region. */
  readonly connection: IConnectionRef;
}

/**
 * A connection that is available.
 *
 * The deployment waits until a person has completed the handshake of a connection. Use this construct in place of that
 * connection: its ARN is known only when the wait is over, so CloudFormation creates all that uses it afterwards.
 *
 * A connection in status ERROR fails the deployment at once. A rollback never waits: a connection that was accepted
 * once is accepted again at once.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html
 */
@propertyInjectable
export class AvailableConnection extends ConnectionBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.AvailableConnection';

  /**
   * Whether a value is an `AvailableConnection`, for which the deployment waits.
   *
   * @param x any value
   */
  public static isAvailableConnection(x: unknown): x is AvailableConnection {
    return isOfKind(x, 'AvailableConnection');
  }

  /**
   * The ARN of the connection, known when the wait is over.
   *
   * @attribute
   */
  public readonly connectionArn: string;

  /**
   * The provider of the connection, if it is known.
   *
   * @default - unknown, as for the connection that is waited for
   */
  public readonly providerType?: ProviderType;

  /**
   * The status of the connection at the end of the wait: `AVAILABLE`, or `PENDING` if `continueWhenPending` is set.
   *
   * It is `UNKNOWN` after a rollback that could not read it.
   *
   * @attribute
   */
  public readonly connectionStatus: string;

  constructor(scope: Construct, id: string, props: AvailableConnectionProps) {
    checkReference('connection', props.connection, 'connectionRef', scope);
    const { account, region } = props.connection.env;
    super(scope, id, { account, region });
    markKind(this, 'AvailableConnection');

    const providerType = knownProvider(props.connection);
    if (providerType) this.providerType = providerType;
    const subject = { ConnectionArn: props.connection.connectionRef.connectionArn };
    const resource = createWaiter(this, AVAILABLE_CONNECTION, subject, props);
    this.connectionArn = resource.attribute('ConnectionArn');
    this.connectionStatus = resource.attribute('ConnectionStatus');
  }
}
