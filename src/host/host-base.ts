import { type IResource, Resource, type ResourceProps } from 'aws-cdk-lib';
import type { HostReference, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { ErrorCode } from '../error-code';
import { validationError } from '../private/errors';
import { markKind } from '../private/kinds';
import { attachStageValidator } from '../validation';
import { HostGrants } from './host-grants';

/** A host: the infrastructure on which a provider is installed. */
export interface IHost extends IResource, IHostRef, ec2.IConnectable {
  /**
   * The ARN of the host.
   *
   * @attribute
   */
  readonly hostArn: string;

  /**
   * The provider that is installed on the host, if it is known.
   *
   * @default - unknown, because the host is imported or looked up without its provider
   */
  readonly providerType?: ProviderType;

  /** Permissions on the host. */
  readonly grants: HostGrants;
}

/**
 * The base class of all hosts: new, imported, looked up or waited for.
 *
 * @internal
 */
export abstract class HostBase extends Resource implements IHost {
  public abstract readonly hostArn: string;
  public abstract readonly providerType?: ProviderType;

  public readonly grants = HostGrants.fromHost(this);

  /**
   * The connections of a host whose security groups are known.
   *
   * @internal
   */
  protected _connections?: ec2.Connections;

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    markKind(this, 'Host');
    attachStageValidator(this);
  }

  public get hostRef(): HostReference {
    return { hostArn: this.hostArn };
  }

  public get connections(): ec2.Connections {
    if (this._connections) return this._connections;
    throw validationError(
      ErrorCode.HOST_WITHOUT_SECURITY_GROUPS,
      "the security groups of this host are not known, so it has no connections; give it a 'vpc', or import it by " +
        "Host.fromHostAttributes with its 'securityGroups'",
      this,
    );
  }
}
