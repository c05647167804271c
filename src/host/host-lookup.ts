import { Stack } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { HOST_LOOKUP } from '../handlers/host-lookup/contract';
import { checkOptionalReference } from '../private/references';
import { HostBase } from './host-base';

/** Properties of a `HostLookup`. At least one criterion is required. */
export interface HostLookupProps {
  /**
   * The name of the host, 1 to 64 characters.
   *
   * @default - any name
   */
  readonly hostName?: string;

  /**
   * The provider that is installed on the host.
   *
   * @default - any provider
   */
  readonly providerType?: ProviderType;

  /**
   * The URL at which the provider is installed, 1 to 512 characters.
   *
   * @default - any URL
   */
  readonly providerEndpoint?: string;

  /**
   * Tags that the host must have. Other tags are ignored.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region in which the host is looked up. Must be combined with at least one criterion.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * Whether to find only hosts that are set up. Must be combined with at least one other criterion.
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
 * A host that is looked up when the stack is deployed.
 *
 * Exactly one host of the account in the Region must match all criteria. Otherwise the deployment fails and lists the
 * candidates. The result is kept until a property changes. To look again, change `trigger`.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ListHosts.html
 */
@propertyInjectable
export class HostLookup extends HostBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.HostLookup';

  /**
   * The ARN of the host.
   *
   * @attribute
   */
  public readonly hostArn: string;

  /**
   * The provider that is installed on the host, if it is given as a criterion.
   *
   * @default - unknown at synthesis; see `hostProviderType`
   */
  public readonly providerType?: ProviderType;

  /**
   * The name of the host.
   *
   * This and the following attributes have their values from the time of the lookup. They are `UNKNOWN` after a
   * rollback that could not read them.
   *
   * @attribute
   */
  public readonly hostName: string;

  /**
   * The URL at which the provider is installed.
   *
   * @attribute
   */
  public readonly hostProviderEndpoint: string;

  /**
   * The provider that is installed on the host.
   *
   * @attribute
   */
  public readonly hostProviderType: string;

  /**
   * The status of the host.
   *
   * @attribute
   */
  public readonly hostStatus: string;

  constructor(scope: Construct, id: string, props: HostLookupProps) {
    const { hostName, providerType, providerEndpoint, tags, region, onlyAvailable = false, trigger } = props;
    super(scope, id, { ...(region && { region }) });
    checkOptionalReference('providerType', providerType, 'value', this);
    checkLookup(this, { hostName, providerType, providerEndpoint, tags });

    if (providerType) this.providerType = providerType;
    const resource = new CustomResource(this, 'Resource', {
      contract: HOST_LOOKUP,
      properties: {
        Region: region ?? Stack.of(this).region,
        Name: hostName,
        ProviderType: providerType?.value,
        ProviderEndpoint: providerEndpoint,
        Tags: tags,
        OnlyAvailable: onlyAvailable,
        Trigger: trigger,
      },
      serviceTimeout: RUN_SECONDS,
    });
    this.hostArn = resource.attribute('HostArn');
    this.hostName = resource.attribute('Name');
    this.hostProviderEndpoint = resource.attribute('ProviderEndpoint');
    this.hostProviderType = resource.attribute('ProviderType');
    this.hostStatus = resource.attribute('Status');
  }
}
