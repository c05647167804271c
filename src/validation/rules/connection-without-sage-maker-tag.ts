import { type CfnResource, Stack, TagManager, Token } from 'aws-cdk-lib';
import { SAGE_MAKER_TAG } from '../../private/tags';
import { connectionBehind } from '../connections';
import { CONSUMERS } from '../consumers';
import type { Rule } from '../rule';
import { entriesOf, memberOf, nameOf, read } from '../values';

const PROJECT = 'AWS::SageMaker::Project';

export const connectionWithoutSageMakerTag: Rule = {
  id: 'connectionWithoutSageMakerTag',
  summary: `A connection that a SageMaker AI project gets has the tag '${SAGE_MAKER_TAG}' with the value 'true'.`,
  fix: `apply mixins.SageMakerProjectAccess to the connection, or add the tag '${SAGE_MAKER_TAG}' with the value 'true' to it, which does not replace it`,
  check: ({ otherConsumers }) =>
    otherConsumers
      .filter(({ cfnResourceType }) => cfnResourceType === PROJECT)
      .flatMap((resource) =>
        connectionsOf(resource)
          .filter((connection) => !isTagged(connection))
          .map((connection) => ({
            resource,
            others: [connection],
            problem: `the roles of SageMaker AI may not use the connection ${nameOf(connection)}, which this project gets, because it has no tag '${SAGE_MAKER_TAG}' with the value 'true'`,
          })),
      ),
};

/** The connections of the app whose ARNs a project gets. */
function connectionsOf(project: CfnResource): CfnResource[] {
  const uses = (CONSUMERS[PROJECT]?.arnsOf(project) ?? []).map(connectionBehind);
  return [...new Set(uses.flatMap(({ connection }) => connection ?? []))];
}

/** Whether a connection has the tag, also as one of its stack. A value that is known only at deployment may be right. */
function isTagged(connection: CfnResource): boolean {
  const ofStack = Stack.of(connection).tags.tagValues();
  const ofScope = TagManager.of(connection)?.tagValues() ?? {};
  const own = entriesOf(read(connection, 'tags')).map((tag) => [memberOf(tag, 'key'), memberOf(tag, 'value')]);
  return [...Object.entries(ofStack), ...Object.entries(ofScope), ...own].some(
    // as the policies of AWS compare it
    ([key, value]) => key === SAGE_MAKER_TAG && (Token.isUnresolved(value) || String(value).toLowerCase() === 'true'),
  );
}
