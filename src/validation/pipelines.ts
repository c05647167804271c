import type { CfnResource } from 'aws-cdk-lib';
import { entriesOf, literal, memberOf, read } from './values';

/** The provider of source actions with a connection, which still has the old name of the service. */
export const CONNECTION_ACTION = 'CodeStarSourceConnection';

/** The actions of a pipeline, in the order of its stages. */
export function actionsOf(pipeline: CfnResource): unknown[] {
  return entriesOf(read(pipeline, 'stages')).flatMap((stage) => entriesOf(memberOf(stage, 'actions')));
}

/** The provider of an action, such as `CodeBuild`. */
export function providerOfAction(action: unknown): string | undefined {
  return literal(memberOf(memberOf(action, 'actionTypeId'), 'provider'));
}
