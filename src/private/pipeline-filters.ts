import { Token } from 'aws-cdk-lib';
import { checkCount, checkKnown } from './checks';
import { PIPELINE_PATTERN, PIPELINE_PATTERNS } from './limits';

/** The patterns of a filter by what they are for, each list with its name for messages. They may be tokens. */
export interface PipelineFilter {
  /** The filter for messages. */
  readonly name: string;
  readonly event: 'push' | 'pullRequest';
  readonly branches: NamedLists;
  readonly filePaths: NamedLists;
  readonly tags: NamedLists;
}

type NamedLists = Readonly<Record<string, unknown>>;

/**
 * Checks a filter of a trigger. CodePipeline accepts tags alone, branches alone, and branches with file paths.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
export function checkPipelineFilter(filter: PipelineFilter): string[] {
  const { branches, filePaths, tags } = filter;
  return [
    ...checkCombination(filter),
    ...Object.entries({ ...branches, ...filePaths, ...tags }).flatMap(checkPatterns),
  ];
}

function checkCombination({ name, event, branches, filePaths, tags }: PipelineFilter): string[] {
  const has = (lists: NamedLists) => Object.values(lists).some((list) => list !== undefined);
  if (has(tags) && has(branches)) return [`'${name}' has tags and branches; make two filters of it`];
  if (has(tags) && has(filePaths)) {
    return [`'${name}' has tags and file paths; a tag has no changed files, so remove the file paths`];
  }
  if (has(tags) || has(branches)) return [];
  if (has(filePaths)) return [`'${name}' has file paths without branches; add the branches, such as ["**"] for all`];
  return [event === 'push' ? `'${name}' has neither branches nor tags` : `'${name}' has no branches`];
}

/** Checks a list of patterns. A token, also in the list, is known only at deployment. */
function checkPatterns([name, patterns]: [string, unknown]): string[] {
  if (Token.isUnresolved(patterns)) return [];
  if (typeof patterns === 'string') return [`'${name}' must be a list of patterns, got a text`];
  if (!Array.isArray(patterns)) return [];
  return [
    ...checkCount(name, patterns, PIPELINE_PATTERNS),
    ...patterns.flatMap((pattern) => (typeof pattern === 'string' ? checkKnown(name, pattern, PIPELINE_PATTERN) : [])),
  ];
}
