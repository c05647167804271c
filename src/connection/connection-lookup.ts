import { Stack } from 'aws-cdk-lib';
import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { CONNECTION_LOOKUP } from '../handlers/connection-lookup/contract';
import { checkOptionalReference } from '../private/references';
import { ConnectionBase, knownProvider } from './connection-base';
import type { ProviderType } from './provider-type';

/** Properties of a `ConnectionLookup`. At least one criterion is required. */
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
   * @default - any host, or no host
   */
  readonly host?: IHostRef;

  /**
   * Tags that the connection must have. Other tags are ignored.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region in which the connection was created. Connections are visible from every Region.
   *
   * @default - any Region
   */
  readonly region?: string;

  /**
   * Whether to find only connections whose handshake is complete. Must be combined with at least one other criterion.
   *
   * @default false
   */
  readonly onlyAvailable?: boolean;

  /**
   * An arbitrary value. Change it to run the lookup again in the next deployment.
   *
   * @default - the lookup runs again only when a criterion changes
   */
  readonly trigger?: string;
}

/**
 * A connection that is looked up when the stack is deployed.
 *
 * Exactly one connection of the account must match all criteria. Otherwise the deployment fails and lists the
 * candidates. The result is kept until a property changes. To look again, change `trigger`.
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
   * The provider of the connection, if it is given as a criterion or known from the host.
   *
   * @default - unknown at synthesis; see `connectionProviderType`
   */
  public readonly providerType?: ProviderType;

  /**
   * The name of the connection.
   *
   * This and the following attributes have their values from the time of the lookup. They are `UNKNOWN` after a
   * rollback that could not read them.
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
    checkOptionalReference('host', host, 'hostRef', this);
    checkOptionalReference('providerType', providerType, 'value', this);
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
