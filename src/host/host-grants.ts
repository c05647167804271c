import type { IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { grantService } from '../private/grants';

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
   * @param host the host, made by any construct or imported
   */
  public static fromHost(host: IHostRef): HostGrants {
    return new HostGrants(host);
  }

  private readonly host: IHostRef;

  private constructor(host: IHostRef) {
    this.host = host;
  }

  /**
   * Allows reading the host and its tags.
   *
   * @param grantee who may read the host
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return grantService({ grantee, actions: READ_ACTIONS, resource: this.host.hostRef.hostArn });
  }

  /**
   * Allows setting up the pending host in the console: registering it with the provider.
   *
   * @param grantee who may set up the host
   */
  public completeSetup(grantee: iam.IGrantable): iam.Grant {
    const resource = this.host.hostRef.hostArn;
    return grantService({ grantee, actions: ['GetHost'], resource }).combine(
      grantService({
        grantee,
        actions: ['RegisterAppCode', 'StartAppRegistrationHandshake'],
        resource: '*',
        narrowing: { HostArn: [resource] },
        operator: 'ArnLike',
      }),
    );
  }

  /**
   * Allows reading, updating, tagging and deleting the host.
   *
   * A host in a VPC needs permissions of Amazon EC2 besides, for the network interfaces and the endpoint.
   *
   * @param grantee who may manage the host
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const actions = [...READ_ACTIONS, 'DeleteHost', 'TagResource', 'UntagResource', 'UpdateHost'];
    return grantService({ grantee, actions, resource: this.host.hostRef.hostArn });
  }
}
