import type { CfnResource } from 'aws-cdk-lib';
import { shownName } from '../../private/texts';
import { actionsOf, CONNECTION_ACTION, FULL_CLONE, providerOfAction } from '../pipelines';
import type { Rule, Violation } from '../rule';
import { entriesOf, literal, memberOf, nameOf } from '../values';

/**
 * The actions that may take a full clone. AWS names CodeBuild only; it does not say what becomes of one in the action
 * `Commands`, which runs in CodeBuild too, so that is not judged.
 */
const CLONING = ['CodeBuild', 'Commands'];

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html */
export const fullCloneForOtherAction: Rule = {
  id: 'fullCloneForOtherAction',
  summary: 'Only builds of CodeBuild take the full clone of a repository as their input.',
  fix: 'let the source have an archive as its output, or add a second source for this action',
  check: ({ pipelines }) => pipelines.flatMap(violationsOf),
};

function violationsOf(resource: CfnResource): Violation[] {
  const actions = actionsOf(resource);
  const clones = new Set(actions.filter(isFullClone).flatMap((action) => artifacts(action, 'outputArtifacts')));
  if (clones.size === 0) return [];
  const others = actions
    .filter((action) => !CLONING.includes(providerOfAction(action) ?? 'CodeBuild'))
    .filter((action) => artifacts(action, 'inputArtifacts').some((artifact) => clones.has(artifact)))
    .map((action) => `'${shownName(literal(memberOf(action, 'name')) ?? '')}' (${providerOfAction(action)})`);
  if (others.length === 0) return [];
  const problem = `the pipeline ${nameOf(resource)} gives a full clone, which is a reference to the repository and no archive, to ${others.join(', ')}`;
  return [{ resource, problem }];
}

function isFullClone(action: unknown): boolean {
  if (providerOfAction(action) !== CONNECTION_ACTION) return false;
  return memberOf(memberOf(action, 'configuration'), 'OutputArtifactFormat') === FULL_CLONE;
}

function artifacts(action: unknown, property: 'inputArtifacts' | 'outputArtifacts'): string[] {
  return entriesOf(memberOf(action, property)).flatMap((artifact) => literal(memberOf(artifact, 'name')) ?? []);
}
