import { type CfnResource, Token } from 'aws-cdk-lib';
import { checkCount } from '../private/checks';
import { identityOf } from '../private/identity';
import { PIPELINE_FILTERS } from '../private/limits';
import { checkPipelineFilter, type PipelineFilter } from '../private/pipeline-filters';
import { shownName } from '../private/texts';
import { actionsOf, CONNECTION_ACTION, providerOfAction } from './pipelines';
import { entriesOf, literal, memberOf, read } from './values';

/** What a pattern of CodePipeline has that stands for more than itself. */
const GLOB = /[*?[\]{}!\\]/;

/**
 * Whether the triggers of a pipeline may start a source action for something else than one branch: for other branches,
 * tags or pull requests. What is known only at deployment may.
 */
export function mayStartForOthers(pipeline: CfnResource, actionName: string, branch: string): boolean {
  const triggers = read(pipeline, 'triggers');
  if (triggers === undefined) return false;
  if (!Array.isArray(triggers)) return true;
  return triggers.some((trigger) => {
    const configuration = memberOf(trigger, 'gitConfiguration');
    const name = memberOf(configuration, 'sourceActionName');
    if (name === undefined) return true;
    const known = literal(name);
    if (known !== undefined && !Token.isUnresolved(actionName) && known !== actionName) return false;
    const pushes = memberOf(configuration, 'push') ?? [];
    if (memberOf(configuration, 'pullRequest') !== undefined || !Array.isArray(pushes)) return true;
    return !pushes.every((filter) => isForBranch(filter, branch, pipeline));
  });
}

function isForBranch(filter: unknown, branch: string, pipeline: CfnResource): boolean {
  const includes = entriesOf(memberOf(memberOf(filter, 'branches'), 'includes'));
  if (includes.length === 0 || memberOf(filter, 'tags') !== undefined) return false;
  const key = identityOf(branch, pipeline);
  return includes.every((pattern) => identityOf(pattern, pipeline) === key && !GLOB.test(literal(pattern) ?? ''));
}

/** What CodePipeline refuses of the triggers of a pipeline, as far as they are known at synthesis. */
export function problemsOfTriggers(pipeline: CfnResource): string[] {
  const triggers = entriesOf(read(pipeline, 'triggers'));
  if (triggers.length === 0) return [];
  const configurations = triggers.map((trigger) => memberOf(trigger, 'gitConfiguration'));
  return [
    ...(read(pipeline, 'pipelineType') === 'V1' ? ['a pipeline of type V1 has no triggers'] : []),
    ...problemsOfSources(pipeline, configurations),
    ...configurations.flatMap((configuration) => [
      ...problemsOfFilters(configuration, 'push'),
      ...problemsOfFilters(configuration, 'pullRequest'),
    ]),
  ];
}

/** A trigger names a source action with a connection, and each such action has one trigger at most. */
function problemsOfSources(pipeline: CfnResource, configurations: unknown[]): string[] {
  const actions = actionsOf(pipeline);
  const sources = actions.filter((action) => providerOfAction(action) === CONNECTION_ACTION).map(nameOfAction);
  const isComplete = actions.length > 0 && actions.every((action) => nameOfAction(action) !== undefined);
  const named = configurations.map((configuration) => literal(memberOf(configuration, 'sourceActionName')));
  const known = [...new Set(named)].filter((name) => name !== undefined);
  return known.flatMap((name) => [
    ...(isComplete && !sources.includes(name)
      ? [`a trigger names '${shownName(name)}', which is no source action with a connection`]
      : []),
    ...(named.filter((each) => each === name).length > 1
      ? [`the source action '${shownName(name)}' has several triggers`]
      : []),
  ]);
}

function nameOfAction(action: unknown): string | undefined {
  return literal(memberOf(action, 'name'));
}

function problemsOfFilters(configuration: unknown, event: PipelineFilter['event']): string[] {
  const filters = memberOf(configuration, event);
  if (!Array.isArray(filters) || Token.isUnresolved(filters)) return [];
  const violations = checkCount(event, filters, PIPELINE_FILTERS);
  if (violations.length > 0) return violations;
  return filters.flatMap((filter, i) => {
    if (!isReadable(filter)) return [];
    const name = `${event}[${i}]`;
    const lists = (subject: 'branches' | 'filePaths' | 'tags') =>
      listsOf(memberOf(filter, subject), `${name}.${subject}`);
    return checkPipelineFilter({
      name,
      event,
      branches: lists('branches'),
      filePaths: lists('filePaths'),
      tags: lists('tags'),
    });
  });
}

/** The lists of a criterion. One that is a token counts as one list. */
function listsOf(criteria: unknown, name: string): Record<string, unknown> {
  if (criteria === undefined) return {};
  const lists = { includes: memberOf(criteria, 'includes'), excludes: memberOf(criteria, 'excludes') };
  if (!isReadable(criteria)) return { [name]: criteria };
  return { [`${name}.includes`]: lists.includes, [`${name}.excludes`]: lists.excludes };
}

/** Whether the members of a structure are known, and it is no function of CloudFormation. */
function isReadable(structure: unknown): boolean {
  if (typeof structure !== 'object' || structure === null || Token.isUnresolved(structure)) return false;
  return !Object.keys(structure).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}
