import { CfnResource, Mixin, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warn } from '../private/warnings';

/**
 * A mixin for resources of one type, or of a few types that are one kind of resource. The CDK offers a mixin all constructs below the one that it is applied to, and
 * silently skips those that it does not support. This one adds a warning at synthesis if it supported none of them.
 *
 * @internal
 */
export abstract class AppliedMixin extends Mixin {
  private readonly offered = new WeakSet<IConstruct>();
  private readonly applied = new WeakSet<IConstruct>();

  /**
   * The types of resources that the mixin supports.
   *
   * @internal
   */
  protected abstract readonly _resourceType: string | readonly string[];

  /**
   * Whether the mixin can be applied to a construct: to L1s of its types only.
   *
   * @param construct the construct
   */
  public override supports(construct: IConstruct): boolean {
    this.watch(construct);
    return CfnResource.isCfnResource(construct) && [this._resourceType].flat().includes(construct.cfnResourceType);
  }

  /**
   * Applies the mixin to an L1.
   *
   * @param construct the L1
   */
  public override applyTo(construct: IConstruct): void {
    if (this._apply(construct as CfnResource)) this.applied.add(construct);
  }

  /**
   * Applies the mixin. Applied again, it changes nothing more.
   *
   * @returns whether the resource is one for the mixin
   * @internal
   */
  protected abstract _apply(resource: CfnResource): boolean;

  /**
   * The resources that the mixin is for, in words.
   *
   * @internal
   */
  protected get _target(): string {
    return [this._resourceType].flat().join(' or ');
  }

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
      shownPlaceOf(construct),
      'cdk-codeconnections:mixinAppliedToNothing',
      `${this.constructor.name} was applied to nothing: '${construct.node.path || 'App'}' contains no ${this._target} of this app; apply the mixin to the construct that creates one`,
    );
  }
}

/** The CDK shows no warnings of an app or a Stage, but those of its stacks. */
function shownPlaceOf(construct: IConstruct): IConstruct {
  if (construct.node.scopes.some((scope) => Stack.isStack(scope))) return construct;
  const stage = Stage.isStage(construct) ? construct : Stage.of(construct);
  return construct.node.findAll().find((each) => Stack.isStack(each) && Stage.of(each) === stage) ?? construct;
}
