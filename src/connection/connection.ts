import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnConnection, type IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { parseArn } from '../private/arns';
import { checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { CONNECTION_NAME } from '../private/limits';
import { generatedName } from '../private/names';
import { checkTags, toCfnTags } from '../private/tags';
import { ConnectionBase, type IConnection, knownProvider } from './connection-base';
import type { ProviderType } from './provider-type';

/** Properties of a `Connection`. */
export interface ConnectionProps {
  /**
   * The name of the connection, 1 to 32 characters, unique in the account over all Regions.
   *
   * A new name replaces the connection, and somebody has to complete the handshake again.
   *
   * @default - a name of the construct's path and eight characters of the stack's id
   */
  readonly connectionName?: string;

  /**
   * The provider, where AWS reaches it without a host.
   *
   * Exactly one of `providerType` and `host` is given. A new provider replaces the connection, which takes another
   * name too: give it a new `connectionName`, or the connection a new id.
   *
   * @default - the provider of the host
   */
  readonly providerType?: ProviderType;

  /**
   * The host through which AWS reaches a provider that you installed yourself.
   *
   * Exactly one of `providerType` and `host` is given. A new host replaces the connection, which takes another name
   * too: give it a new `connectionName`, or the connection a new id.
   *
   * @default - no host: AWS reaches the provider on the internet
   */
  readonly host?: IHostRef;

  /**
   * Tags of the connection.
   *
   * @default - the tags that are set on the scope
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * What happens to the connection when it is replaced or removed from the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is kept, unless its own creation failed: a lost connection
   * costs a person another handshake
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What is known of a connection that exists. */
export interface ConnectionAttributes {
  /** The ARN of the connection, of either prefix. */
  readonly connectionArn: string;

  /**
   * The provider of the connection. It restricts who completes the handshake, and is checked where the connection is used.
   *
   * @default - unknown
   */
  readonly providerType?: ProviderType;
}

/**
 * A connection to a provider of Git repositories, such as GitHub.
 *
 * A new connection is pending until a person completes the handshake with the provider in the console. Give what needs
 * it ready an `AvailableConnection`, which waits for that.
 *
 * @resource AWS::CodeConnections::Connection
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html
 */
@propertyInjectable
export class Connection extends ConnectionBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.Connection';

  /**
   * Refers to a connection that exists, by its ARN.
   *
   * @param scope where the reference belongs
   * @param id the id of the reference in its scope
   * @param connectionArn the ARN of the connection, of either prefix, in any Region and account
   * @throws when the ARN is not that of one connection
   */
  public static fromConnectionArn(scope: Construct, id: string, connectionArn: string): IConnection {
    return Connection.fromConnectionAttributes(scope, id, { connectionArn });
  }

  /**
   * Refers to a connection that exists.
   *
   * @param scope where the reference belongs
   * @param id the id of the reference in its scope
   * @param attrs what is known of the connection
   * @throws when the ARN is not that of one connection
   */
  public static fromConnectionAttributes(scope: Construct, id: string, attrs: ConnectionAttributes): IConnection {
    const { connectionArn, providerType } = attrs;
    parseArn(connectionArn, 'connection', scope);
    class Import extends ConnectionBase {
      public readonly connectionArn = connectionArn;
      public readonly providerType = providerType;
    }
    return new Import(scope, id, { environmentFromArn: connectionArn });
  }

  /**
   * The name of the connection.
   *
   * @attribute
   */
  public readonly connectionName: string;

  /**
   * The provider of the connection, where it is known.
   *
   * @default - unknown: that of its host is
   */
  public readonly providerType?: ProviderType;

  private readonly resource: CfnConnection;

  constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    throwIfInvalid('InvalidConnection', check(props), this);

    this.connectionName = props.connectionName ?? generatedName(this, CONNECTION_NAME.max);
    const tags = toCfnTags(props.tags);
    this.resource = new CfnConnection(this, 'Resource', {
      connectionName: this.connectionName,
      ...(props.providerType && { providerType: props.providerType.value }),
      ...(props.host && { hostArn: props.host.hostRef.hostArn }),
      ...(tags && { tags }),
    });
    const providerType = props.providerType ?? (props.host && knownProvider(props.host));
    if (providerType) this.providerType = providerType;
    this.resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  /**
   * The ARN of the connection.
   *
   * @attribute
   */
  public get connectionArn(): string {
    return this.resource.attrConnectionArn;
  }

  /**
   * The status of the connection when CloudFormation last created or updated it, for example `PENDING`.
   *
   * It does not follow the handshake.
   *
   * @attribute
   */
  public get connectionStatus(): string {
    return this.resource.attrConnectionStatus;
  }

  /**
   * The account that owns the connection.
   *
   * @attribute
   */
  public get connectionOwnerAccountId(): string {
    return this.resource.attrOwnerAccountId;
  }
}

function check(props: ConnectionProps): string[] {
  const violations = [
    ...checkString('connectionName', props.connectionName, CONNECTION_NAME),
    ...checkTags(props.tags),
  ];
  if (props.host && props.providerType) {
    violations.push("give either 'providerType' or 'host', got both: a connection has the provider of its host");
  } else if (!props.host && !props.providerType) {
    violations.push("give either 'providerType' or 'host', got neither");
  }
  return violations;
}
