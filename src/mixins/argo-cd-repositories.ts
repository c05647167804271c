import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { argoCdStatements, checkArgoCdSource } from '../integrations/eks/argo-cd-permissions';
import { roleBehind } from '../integrations/role-behind';
import { allowRole } from '../private/roles';
import { ARGO_CD } from '../validation/consumers';
import { constructOf, literal, read } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/** Properties of `ArgoCdRepositories`. */
export interface ArgoCdRepositoriesProps {
  /**
   * The connection: an L2, an L1 or an import. With an `AvailableConnection`, the capability is created after the
   * handshake.
   */
  readonly connection: IConnectionRef;

  /** The repositories that Argo CD reads, each as `owner/name`, at least one. */
  readonly repositories: string[];
}

/**
 * A mixin that allows the role of an EKS capability for Argo CD, which any construct has created, to read repositories
 * over a connection, before the capability is created.
 *
 * It changes nothing in the capability. Capabilities of other types are left alone. `ArgoCdCapabilityRole` creates such
 * a role, and says what Argo CD cannot do with it.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/argocd-configure-repositories.html
 */
export class ArgoCdRepositories extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::EKS::Capability';

  private readonly props: ArgoCdRepositoriesProps;

  /**
   * @param props the connection and the repositories
   * @throws when `repositories` is absent, empty or one token, an entry is not `owner/name`, or Argo CD does not support
   * the provider of the connection. When the mixin is applied, also when the connection cannot be used in the stack's Region
   */
  constructor(props: ArgoCdRepositoriesProps) {
    super();
    checkArgoCdSource(props);
    this.props = props;
  }

  /** @internal */
  protected override get _target(): string {
    return `${this._resourceType} of the type ARGOCD`;
  }

  /** @internal */
  protected override _apply(capability: CfnResource): boolean {
    if ((literal(read(capability, 'type')) ?? ARGO_CD) !== ARGO_CD) return false;
    const owner = constructOf(capability) as Construct;
    const role = roleBehind(capability, read(capability, 'roleArn'));
    const policy = allowRole(owner, 'ArgoCdPolicy', role, ...argoCdStatements(owner, this.props));
    if (policy) capability.node.addDependency(policy);
    return true;
  }
}
