import { Resource, type ResourceProps } from 'aws-cdk-lib';
import type { HostReference } from 'aws-cdk-lib/aws-codeconnections';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { validationError } from '../private/errors';
import { attachStageValidator } from '../private/validation';
import type { IHost } from './host';
import { HostGrants } from './host-grants';

/**
 * What all hosts share, whether new, imported, or waited for.
 *
 * @internal
 */
export abstract class HostBase extends Resource implements IHost {
  public abstract readonly hostArn: string;
  public abstract readonly providerType?: ProviderType;

  public readonly grants = HostGrants.fromHost(this);

  /**
   * Set by hosts whose security groups are known.
   *
   * @internal
   */
  protected _connections?: ec2.Connections;

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    attachStageValidator(this);
  }

  public get hostRef(): HostReference {
    return { hostArn: this.hostArn };
  }

  public get connections(): ec2.Connections {
    if (this._connections) return this._connections;
    throw validationError(
      'HostWithoutSecurityGroups',
      "this host has no connections: no security group of it is known; give it a 'vpc', or import it by " +
        "fromHostAttributes with its 'securityGroups'",
      this,
    );
  }
}
