import { Stack } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { HOST_LOOKUP } from '../handlers/host-lookup/contract';
import { HostBase } from './host-base';

/** Properties of a `HostLookup`: the criteria, at least one of which is given. */
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
   * Tags that the host has, perhaps among others.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region in which the host is looked up. It is no criterion by itself.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * Whether only hosts are looked at that are set up. It is no criterion by itself.
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
 * A host that is looked up when the stack is deployed.
 *
 * Exactly one host of the account in the Region must meet all criteria: otherwise the deployment fails, and says which
 * there are. What was found stays until a property changes.
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
   * The provider that is installed on the host, where it is a criterion.
   *
   * @default - unknown at synthesis: see `hostProviderType`
   */
  public readonly providerType?: ProviderType;

  /**
   * The name of the host.
   *
   * This and the following attributes are as they were when the host was looked up. They are `UNKNOWN` after a rollback
   * in which they could not be read.
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
