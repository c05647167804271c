import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { checkRestrictions, type GrantedActions, grantOnAny, grantService } from '../private/grants';
import { checkReference } from '../private/references';
import { checkVpcId } from '../private/restrictions';

/** Restrictions of a `manage` grant on a host. */
export interface ManageHostOptions {
  /**
   * The ids of the VPCs that the host may be moved to. Updates that name no VPC are always allowed.
   *
   * @default - any VPC
   */
  readonly vpcIds?: string[];
}

const READ_ACTIONS = ['GetHost', 'ListTagsForResource'];

/**
 * Permissions on a host.
 *
 * Every permission is granted under both prefixes of the service, `codeconnections` and `codestar-connections`.
 */
export class HostGrants {
  /**
   * Permissions on a host.
   *
   * @param host the host: an L2, an L1 or an import
   */
  public static fromHost(host: IHostRef): HostGrants {
    checkReference('host', host, 'hostRef', undefined);
    return new HostGrants(host);
  }

  private readonly host: IHostRef;

  private constructor(host: IHostRef) {
    this.host = host;
  }

  /**
   * Allows reading the host and its tags.
   *
   * @param grantee the principal that may read the host
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grant({ grantee, actions: READ_ACTIONS });
  }

  /**
   * Allows setting up the pending host in the console, which registers it with the provider.
   *
   * @param grantee the principal that may set up the host
   */
  public completeSetup(grantee: iam.IGrantable): iam.Grant {
    const resource = this.host.hostRef.hostArn;
    return this.grant({ grantee, actions: ['GetHost'] }).combine(
      grantOnAny({
        grantee,
        actions: ['RegisterAppCode', 'StartAppRegistrationHandshake'],
        restrictions: { HostArn: [resource] },
        operator: 'ArnLike',
      }),
    );
  }

  /**
   * Allows reading, updating, tagging and deleting the host.
   *
   * A host in a VPC needs permissions of Amazon EC2 as well, for the network interfaces and the endpoint. The URL of
   * the provider cannot be restricted: the grantee can point the host, and its connections, to another server.
   *
   * @param grantee the principal that may manage the host
   * @param options restrictions of the permission; none by default
   * @throws when `vpcIds` is an empty list, or a value is not the id of a VPC
   */
  public manage(grantee: iam.IGrantable, options: ManageHostOptions = {}): iam.Grant {
    const { vpcIds } = options;
    checkRestrictions({ vpcIds }, { vpcIds: checkVpcId }, this.host);
    const actions = [...READ_ACTIONS, 'DeleteHost', 'TagResource', 'UntagResource'];
    const operator = 'StringEqualsIfExists'; // only an update of the VPC names one
    return this.grant({ grantee, actions }).combine(
      this.grant({ grantee, actions: ['UpdateHost'], restrictions: { VpcId: vpcIds }, operator }),
    );
  }

  private grant(grant: GrantedActions): iam.Grant {
    return grantService({ ...grant, resource: this.host.hostRef.hostArn, scope: this.host });
  }
}
