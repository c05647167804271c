import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { knownProvider } from '../connection/connection-base';
import type { ProviderType } from '../connection/provider-type';
import type { WaitOptions } from '../custom-resources/wait-options';
import { createWaiter } from '../custom-resources/waiter';
import { AVAILABLE_HOST } from '../handlers/available-host/contract';
import { isOfKind, markKind } from '../private/kinds';
import { checkReference } from '../private/references';
import { HostBase, type IHost } from './host-base';

/** Properties of an `AvailableHost`. */
export interface AvailableHostProps extends WaitOptions {
  /** The host to wait for: new or imported, of either prefix, in any Region. */
  readonly host: IHostRef;
}

/**
 * A host that is available.
 *
 * The deployment waits until a person has set up a host. Use this construct in place of that host: its ARN is known
 * only when the wait is over, so CloudFormation creates all that uses it afterwards.
 *
 * A host in a failed status, for example because of its VPC configuration, fails the deployment at once. A rollback
 * never waits: a host that was accepted once is accepted again at once.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-host-setup.html
 */
@propertyInjectable
export class AvailableHost extends HostBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.AvailableHost';

  /**
   * Whether a value is an `AvailableHost`, for which the deployment waits.
   *
   * @param x any value
   */
  public static isAvailableHost(x: unknown): x is AvailableHost {
    return isOfKind(x, 'AvailableHost');
  }

  /**
   * The ARN of the host, known when the wait is over.
   *
   * @attribute
   */
  public readonly hostArn: string;

  /**
   * The provider that is installed on the host, if it is known.
   *
   * @default - unknown, as for the host that is waited for
   */
  public readonly providerType?: ProviderType;

  /**
   * The status of the host at the end of the wait: `AVAILABLE`, or the pending status if `continueWhenPending` is set.
   *
   * It is `UNKNOWN` after a rollback that could not read it.
   *
   * @attribute
   */
  public readonly hostStatus: string;

  private readonly host: IHostRef;

  constructor(scope: Construct, id: string, props: AvailableHostProps) {
    checkReference('host', props.host, 'hostRef', scope);
    const { account, region } = props.host.env;
    super(scope, id, { account, region });
    markKind(this, 'AvailableHost');

    this.host = props.host;
    const providerType = knownProvider(props.host);
    if (providerType) this.providerType = providerType;
    const resource = createWaiter(this, AVAILABLE_HOST, { HostArn: props.host.hostRef.hostArn }, props);
    this.hostArn = resource.attribute('HostArn');
    this.hostStatus = resource.attribute('Status');
  }

  public get connections(): ec2.Connections {
    return (this.host as Partial<IHost>).connections ?? super.connections;
  }
}
