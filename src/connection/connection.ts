import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { CfnConnection, type IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { environmentOfArn } from '../private/arns';
import { checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { isOfKind, markMadeHere } from '../private/kinds';
import { CONNECTION_NAME, TENANT_URL } from '../private/limits';
import { generatedName } from '../private/names';
import { providerNamed, providersThat } from '../private/providers';
import { checkOptionalReference } from '../private/references';
import { checkTags, checkTagsBesideOwn, toCfnTags } from '../private/tags';
import { shownInShort, withoutTokens } from '../private/texts';
import { ConnectionBase, type IConnection, knownProvider } from './connection-base';
import { ConnectionResource } from './connection-resource';
import type { ProviderType } from './provider-type';

/** Properties of a `Connection`. */
export interface ConnectionProps {
  /**
   * The name of the connection, 1 to 32 characters, unique in the account across all Regions.
   *
   * Changing it replaces the connection, and a person has to complete the handshake again.
   *
   * @default - generated from the construct's path and 8 characters of the stack's id
   */
  readonly connectionName?: string;

  /**
   * The provider, if AWS reaches it without a host.
   *
   * Give exactly one of `providerType` and `host`. Changing it replaces the connection, which then needs another name
   * too: give a new `connectionName`, or give the construct a new id.
   *
   * @default - the provider of the host
   */
  readonly providerType?: ProviderType;

  /**
   * The endpoint of your tenant at ghe.com, for example `https://octocorp.ghe.com`, at most 512 characters.
   *
   * `ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY` needs it, and no other provider takes it. Changing it replaces
   * the connection, which then needs another name too: give a new `connectionName`, or give the construct a new id.
   *
   * CloudFormation has no such property, so a custom resource makes a connection that has it.
   *
   * @default - none, for a provider that has the same address for all its customers, or a host
   * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html
   */
  readonly providerEndpoint?: string;

  /**
   * The host through which AWS reaches a provider that you installed yourself.
   *
   * Give exactly one of `providerType` and `host`. Changing it replaces the connection, which then needs another name
   * too: give a new `connectionName`, or give the construct a new id.
   *
   * @default - no host; AWS reaches the provider over the internet
   */
  readonly host?: IHostRef;

  /**
   * Tags of the connection, at most 200.
   *
   * A connection with a `providerEndpoint` has at most 197, because 3 tags say that this library has made it.
   *
   * @default - the tags set on the scope
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The policy for the connection when it is replaced or removed from the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is retained unless its creation fails, because a new one
   * would need another handshake
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes for importing an existing connection. */
export interface ConnectionAttributes {
  /** The ARN of the connection, of either prefix. */
  readonly connectionArn: string;

  /**
   * The provider of the connection. It restricts handshake grants, and is checked where the connection is used.
   *
   * @default - unknown
   */
  readonly providerType?: ProviderType;

  /**
   * The host, for a provider that you installed yourself. If the app knows the host, it knows the provider.
   *
   * @default - unknown, or no host
   */
  readonly host?: IHostRef;
}

/**
 * A connection to a provider of Git repositories, such as GitHub.
 *
 * A new connection is pending until a person completes the handshake with the provider in the console. Constructs that
 * need it ready take an `AvailableConnection`, which waits for the handshake.
 *
 * @resource AWS::CodeConnections::Connection
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html
 */
@propertyInjectable
export class Connection extends ConnectionBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.Connection';

  /**
   * Whether a value is a connection of this library: created, imported, looked up or waited for.
   *
   * @param x any value
   */
  public static isConnection(x: unknown): x is IConnection {
    return isOfKind(x, 'Connection');
  }

  /**
   * Refers to a connection that exists, by its ARN.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param connectionArn the ARN of the connection, of either prefix, in any Region and account
   * @throws when the ARN is not that of a single connection
   */
  public static fromConnectionArn(scope: Construct, id: string, connectionArn: string): IConnection {
    return Connection.fromConnectionAttributes(scope, id, { connectionArn });
  }

  /**
   * Refers to a connection that exists, by its attributes.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param attrs the attributes of the connection
   * @throws when the ARN is not that of a single connection
   */
  public static fromConnectionAttributes(scope: Construct, id: string, attrs: ConnectionAttributes): IConnection {
    const { connectionArn, host } = attrs;
    checkOptionalReference('host', host, 'hostRef', scope);
    const providerType = attrs.providerType ?? (host && knownProvider(host));
    const environment = environmentOfArn(connectionArn, 'connection', scope);
    class Import extends ConnectionBase {
      public readonly connectionArn = connectionArn;
      public readonly providerType = providerType;
    }
    return new Import(scope, id, environment);
  }

  /**
   * The name of the connection.
   *
   * @attribute
   */
  public readonly connectionName: string;

  /**
   * The provider of the connection, if it is known.
   *
   * @default - unknown, as for its host
   */
  public readonly providerType?: ProviderType;

  private readonly resource: CfnConnection | ConnectionResource;

  /** @throws when a property is not valid, or the provider is not given in exactly one way */
  constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    checkOptionalReference('host', props.host, 'hostRef', this);
    checkOptionalReference('providerType', props.providerType, 'value', this);
    throwIfInvalid(ErrorCode.INVALID_CONNECTION, check(props), this);

    this.connectionName = props.connectionName ?? generatedName(this, CONNECTION_NAME.max);
    this.resource = markMadeHere(this.create(props));
    this.node.defaultChild = this.resource;
    const providerType = props.providerType ?? (props.host && knownProvider(props.host));
    if (providerType) this.providerType = providerType;
    this.resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  /** The ids must differ: CloudFormation refuses another type of resource under the same logical id. */
  private create(props: ConnectionProps): CfnConnection | ConnectionResource {
    const { connectionName } = this;
    const { host, providerEndpoint, providerType } = props;
    if (providerEndpoint !== undefined) {
      return new ConnectionResource(this, 'CustomResource', {
        ConnectionName: connectionName,
        ProviderType: String(providerType?.value),
        ProviderEndpoint: providerEndpoint,
        Tags: props.tags,
      });
    }
    const tags = toCfnTags(props.tags);
    return new CfnConnection(this, 'Resource', {
      connectionName,
      ...(providerType && { providerType: providerType.value }),
      ...(host && { hostArn: host.hostRef.hostArn }),
      ...(tags && { tags }),
    });
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
   * Completing the handshake does not change it.
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

/** The parts of an endpoint that are known, with a star for each token. */
const KNOWN_OF_TENANT_URL = /^(?:https:\/\/[a-z\d.-]*)?\*(?:.*\*)?(?:[a-z\d-]*\.ghe\.com|ghe\.com|\.com)?\/?$/i;

function checkEndpoint(endpoint: string | undefined): string[] {
  if (!Token.isUnresolved(endpoint)) return checkString('providerEndpoint', endpoint, TENANT_URL);
  if (KNOWN_OF_TENANT_URL.test(withoutTokens(String(endpoint), '*'))) return [];
  return [`'providerEndpoint' must be ${TENANT_URL.form}, got ${shownInShort(String(endpoint))}`];
}

function check(props: ConnectionProps): string[] {
  const { providerEndpoint, providerType } = props;
  const violations = [
    ...checkString('connectionName', props.connectionName, CONNECTION_NAME),
    ...checkEndpoint(providerEndpoint),
    ...(providerEndpoint === undefined ? checkTags(props.tags) : checkTagsBesideOwn(props.tags)),
  ];
  const needsEndpoint = providerNamed(providerType?.value)?.needsEndpoint;
  const mayHaveEndpoint = needsEndpoint || (!props.host && Token.isUnresolved(providerType?.value));
  if (needsEndpoint && providerEndpoint === undefined) {
    violations.push(
      `give 'providerEndpoint' with the provider type '${providerType?.value}', ${TENANT_URL.form}, got none`,
    );
  }
  if (!mayHaveEndpoint && providerEndpoint !== undefined) {
    const got = props.host ? 'a host' : providerType ? `the provider type '${providerType.value}'` : 'no provider type';
    violations.push(
      `give 'providerEndpoint' only with the provider type ${providersThat((it) => it.needsEndpoint).join(' or ')}, got it with ${got}`,
    );
  }
  if (props.host && props.providerType) {
    violations.push("give either 'providerType' or 'host', got both: a connection has the provider of its host");
  } else if (!props.host && !props.providerType) {
    violations.push("give either 'providerType' or 'host', got neither");
  }
  return violations;
}
