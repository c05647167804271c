import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { ConnectionGrants, type UseConnectionOptions } from '../connection';
import { checkReference } from '../private/references';
import { createdRole } from '../private/roles';
import { constructOf } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/** Properties of a `ConnectionAccess`. */
export interface ConnectionAccessProps extends UseConnectionOptions {
  /** The connection: an L2, an L1 or an import. */
  readonly connection: IConnectionRef;
}

/**
 * A mixin that allows roles, which any construct has created, to use a connection.
 *
 * It grants what `ConnectionGrants.useConnection` grants. Apply it with `Mixins.of(scope).apply(…)` of the CDK, which
 * reaches all roles in a construct. An imported role is not a resource of the app, so it gets a warning instead of the
 * permission.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html
 */
export class ConnectionAccess extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::IAM::Role';

  private readonly props: ConnectionAccessProps;

  /** @param props the connection, and restrictions of the permission */
  constructor(props: ConnectionAccessProps) {
    super();
    checkReference('connection', props.connection, 'connectionRef', undefined);
    this.props = props;
  }

  /** @internal */
  protected override _apply(resource: CfnResource): boolean {
    const { connection, ...options } = this.props;
    const role = createdRole(resource, constructOf(resource));
    ConnectionGrants.fromConnection(connection).useConnection(role, options);
    return true;
  }
}
