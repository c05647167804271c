import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { knownProvider } from '../connection/connection-base';
import type { ProviderType } from '../connection/provider-type';
import type { WaitOptions } from '../custom-resources/wait-options';
import { createWaiter } from '../custom-resources/waiter';
import { AVAILABLE_HOST } from '../handlers/available-host/contract';
import { HostBase, type IHost } from './host-base';

/** Properties of an `AvailableHost`. */
export interface AvailableHostProps extends WaitOptions {
  /** The host to wait for: new or imported, of either prefix, in any Region. */
  readonly host: IHostRef;
}

/**
 * A host that is available.
 *
 * It makes the deployment wait until somebody has set up a host, and is itself that host for all that is built on it:
 * its ARN is known only when the wait is over, so CloudFormation creates what uses it afterwards.
 *
 * A host whose VPC configuration has failed, or that is in another status of failure, fails the deployment at once. A
 * rollback never waits: what has been accepted once is accepted again at once.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-host-setup.html
 */
@propertyInjectable
export class AvailableHost extends HostBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.AvailableHost';

  /**
   * The ARN of the host, known when the host is available.
   *
   * @attribute
   */
  public readonly hostArn: string;

  /**
   * The provider that is installed on the host, where it is known.
   *
   * @default - unknown: that of the host to wait for is
   */
  public readonly providerType?: ProviderType;

  /**
   * The status of the host at the end of the wait: `AVAILABLE`, or with `continueWhenPending` perhaps `PENDING`.
   *
   * It is `UNKNOWN` after a rollback in which it could not be read.
   *
   * @attribute
   */
  public readonly hostStatus: string;

  private readonly host: IHostRef;

  constructor(scope: Construct, id: string, props: AvailableHostProps) {
    const { account, region } = props.host.env;
    super(scope, id, { account, region });

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
