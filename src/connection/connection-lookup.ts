import { Stack } from 'aws-cdk-lib';
import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { CONNECTION_LOOKUP } from '../handlers/connection-lookup/contract';
import { ConnectionBase, knownProvider } from './connection-base';
import type { ProviderType } from './provider-type';

/** Properties of a `ConnectionLookup`: the criteria, at least one of which is given. */
export interface ConnectionLookupProps {
  /**
   * The name of the connection, 1 to 32 characters.
   *
   * @default - any name
   */
  readonly connectionName?: string;

  /**
   * The provider of the connection.
   *
   * @default - any provider
   */
  readonly providerType?: ProviderType;

  /**
   * The host of the connection.
   *
   * @default - any host, or none
   */
  readonly host?: IHostRef;

  /**
   * Tags that the connection has, perhaps among others.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region that the connection was created in. Connections are seen from every Region.
   *
   * @default - any Region
   */
  readonly region?: string;

  /**
   * Whether only connections are looked at whose handshake is complete. It is no criterion by itself.
   *
   * @default false
   */
  readonly onlyAvailable?: boolean;

  /**
   * Any text: with a new one, the next deployment looks again.
   *
   * @default - it looks again when one of the criteria is another
   */
  readonly trigger?: string;
}

/**
 * A connection that is looked up when the stack is deployed.
 *
 * Exactly one connection of the account must meet all criteria: otherwise the deployment fails, and says which there
 * are. What was found stays until a property changes.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ListConnections.html
 */
@propertyInjectable
export class ConnectionLookup extends ConnectionBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.ConnectionLookup';

  /**
   * The ARN of the connection.
   *
   * @attribute
   */
  public readonly connectionArn: string;

  /**
   * The provider of the connection, where it is a criterion, or that of the host.
   *
   * @default - unknown at synthesis: see `connectionProviderType`
   */
  public readonly providerType?: ProviderType;

  /**
   * The name of the connection.
   *
   * This and the following attributes are as they were when the connection was looked up. They are `UNKNOWN` after a
   * rollback in which they could not be read.
   *
   * @attribute
   */
  public readonly connectionName: string;

  /**
   * The status of the connection.
   *
   * @attribute
   */
  public readonly connectionStatus: string;

  /**
   * The account that owns the connection.
   *
   * @attribute
   */
  public readonly connectionOwnerAccountId: string;

  /**
   * The provider of the connection.
   *
   * @attribute
   */
  public readonly connectionProviderType: string;

  constructor(scope: Construct, id: string, props: ConnectionLookupProps) {
    const { connectionName, providerType, host, tags, region, onlyAvailable = false, trigger } = props;
    super(scope, id, { ...(region && { region }) });
    checkLookup(this, { connectionName, providerType, host, tags, region });

    const provider = providerType ?? (host && knownProvider(host));
    if (provider) this.providerType = provider;
    const resource = new CustomResource(this, 'Resource', {
      contract: CONNECTION_LOOKUP,
      properties: {
        Region: Stack.of(this).region,
        Name: connectionName,
        ProviderType: providerType?.value,
        HostArn: host?.hostRef.hostArn,
        Tags: tags,
        HomeRegion: region,
        OnlyAvailable: onlyAvailable,
        Trigger: trigger,
      },
      serviceTimeout: RUN_SECONDS,
    });
    this.connectionArn = resource.attribute('ConnectionArn');
    this.connectionName = resource.attribute('ConnectionName');
    this.connectionStatus = resource.attribute('ConnectionStatus');
    this.connectionOwnerAccountId = resource.attribute('OwnerAccountId');
    this.connectionProviderType = resource.attribute('ProviderType');
  }
}
