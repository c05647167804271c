import { CfnResource, Mixin } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warn } from '../private/warnings';

/**
 * A mixin for resources of one type. The CDK offers a mixin all constructs below the one that it is applied to, and
 * silently skips those that it does not support. This one adds a warning at synthesis if it supported none of them.
 *
 * @internal
 */
export abstract class AppliedMixin extends Mixin {
  private readonly offered = new WeakSet<IConstruct>();
  private readonly applied = new WeakSet<IConstruct>();

  /**
   * The type of resource that the mixin supports.
   *
   * @internal
   */
  protected abstract readonly _resourceType: string;

  /**
   * Whether the mixin can be applied to a construct: to L1s of one type only.
   *
   * @param construct the construct
   */
  public override supports(construct: IConstruct): boolean {
    this.watch(construct);
    return CfnResource.isCfnResource(construct) && construct.cfnResourceType === this._resourceType;
  }

  /**
   * Applies the mixin to an L1.
   *
   * @param construct the L1
   */
  public override applyTo(construct: IConstruct): void {
    this.applied.add(construct);
    this._apply(construct as CfnResource);
  }

  /**
   * Applies the mixin. Applied again, it changes nothing more.
   *
   * @internal
   */
  protected abstract _apply(resource: CfnResource): void;

  /** The first construct that CDK offers is the one that the mixin is applied to, with all constructs below. */
  private watch(construct: IConstruct): void {
    if (construct.node.scopes.some((scope) => this.offered.has(scope))) return;
    this.offered.add(construct);
    construct.node.addValidation({
      validate: () => {
        if (!construct.node.findAll().some((each) => this.applied.has(each))) this.warnOfNothing(construct);
        return [];
      },
    });
  }

  private warnOfNothing(construct: IConstruct): void {
    warn(
      construct,
      'cdk-codeconnections:mixinAppliedToNothing',
      `${this.constructor.name} was applied to nothing: this construct contains no ${this._resourceType} of this app; apply the mixin to the construct that creates one`,
    );
  }
}
