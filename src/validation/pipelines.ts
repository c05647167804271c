import type { CfnResource } from 'aws-cdk-lib';
import { entriesOf, literal, memberOf, read } from './values';

/** The provider of source actions with a connection, which still has the old name of the service. */
export const CONNECTION_ACTION = 'CodeStarSourceConnection';

/** The output of such an action that is a reference to the repository, for builds that clone it. */
export const FULL_CLONE = 'CODEBUILD_CLONE_REF';

/** The actions of a pipeline, in the order of its stages. */
export function actionsOf(pipeline: CfnResource): unknown[] {
  return actionsOfStages(read(pipeline, 'stages'));
}

/** The actions of stages, of an L1 or of a template. */
export function actionsOfStages(stages: unknown): unknown[] {
  return entriesOf(stages).flatMap((stage) => entriesOf(memberOf(stage, 'actions')));
}

/** The provider of an action, such as `CodeBuild`. */
export function providerOfAction(action: unknown): string | undefined {
  return literal(memberOf(memberOf(action, 'actionTypeId'), 'provider'));
}
