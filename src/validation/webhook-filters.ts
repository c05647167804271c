import type { CfnResource } from 'aws-cdk-lib';
import { shown } from '../private/checks';
import { alternativesOf, isAnchored, isAnchoredAtStart } from '../private/patterns';
import type { Inventory } from './inventory';
import { entriesOf, memberOf, readMember } from './values';
import { warn } from './warning';

/** The ids under which people acknowledge the warnings. */
const NOT_ANCHORED = 'cdk-codeconnections:webhookFilterNotAnchored';
const EXCLUDES_NOTHING = 'cdk-codeconnections:webhookFilterExcludesNothing';
const EVENTS_WITH_SPACES = 'cdk-codeconnections:webhookEventsWithSpaces';

/** Filters of what is one thing or another. Only messages of commits, and names of releases, are looked through. */
const OF_NAMES = [
  'ACTOR_ACCOUNT_ID',
  'BASE_REF',
  'HEAD_REF',
  'ORGANIZATION_NAME',
  'REPOSITORY_NAME',
  'TAG_NAME',
  'WORKFLOW_NAME',
];
const OF_REFERENCES = ['BASE_REF', 'HEAD_REF'];

/** A filter of a webhook whose pattern is known, also in parts. */
interface Filter {
  readonly type: unknown;
  readonly pattern: string;
  /** Whether what matches starts no build. What is known at deployment only is taken as no. */
  readonly excludes: boolean;
}

/** Warns of the webhooks of all projects, whoever made them. */
export function warnOfWebhookFilters({ projects }: Inventory): void {
  for (const project of projects) {
    const filters = filtersOf(project);
    warnOf(
      project,
      filters.filter(isTooWide),
      NOT_ANCHORED,
      'CodeBuild looks for a pattern anywhere in a value, so more than these filters say starts a build',
      'begin each alternative with ^ and end it with $ (of a path: begin it), without flags, \\Q, \\c and classes within classes, or use WebhookFilters of cdk-codeconnections',
    );
    warnOf(
      project,
      filters.filter(excludesNothing),
      EXCLUDES_NOTHING,
      "a reference begins with 'refs/', so these filters exclude nothing",
      "write the whole reference, such as '^refs/heads/main$'",
    );
    warnOf(
      project,
      filters.filter(({ type, pattern }) => type === 'EVENT' && /,\s/.test(pattern)),
      EVENTS_WITH_SPACES,
      'people report that CodeBuild takes only the first of several events with a space between them (aws-cdk#33197)',
      'write them without a space, by a property override, or use ConnectionBuildSource of cdk-codeconnections',
    );
  }
}

function warnOf(project: CfnResource, filters: Filter[], id: string, problem: string, fix: string): void {
  if (filters.length === 0) return;
  const listed = filters.map(({ type, pattern }) => `${type} ${shown(pattern)}`);
  warn(project, id, `${problem}, got ${[...new Set(listed)].join(', ')}; ${fix}`);
}

function filtersOf(project: CfnResource): Filter[] {
  return entriesOf(readMember(project, 'triggers', 'filterGroups')).flatMap((group) =>
    entriesOf(group).flatMap((filter) => {
      const pattern = memberOf(filter, 'pattern');
      if (typeof pattern !== 'string') return [];
      return [
        { type: memberOf(filter, 'type'), pattern, excludes: memberOf(filter, 'excludeMatchedPattern') === true },
      ];
    }),
  );
}

/** A pattern that excludes too much keeps builds from starting, which is no danger. */
function isTooWide({ type, pattern, excludes }: Filter): boolean {
  if (excludes) return false;
  return type === 'FILE_PATH' ? !isAnchoredAtStart(pattern) : OF_NAMES.includes(String(type)) && !isAnchored(pattern);
}

/** The danger of one that excludes is that it matches nothing: '^main$' keeps no push to 'refs/heads/main' from building. */
function excludesNothing({ type, pattern, excludes }: Filter): boolean {
  if (!excludes || !OF_REFERENCES.includes(String(type))) return false;
  return alternativesOf(pattern)?.some(isOfNoReference) ?? false;
}

function isOfNoReference(alternative: string): boolean {
  const [, known = ''] = /^\^([\w/-]*)(?![?*{+])/.exec(alternative) ?? [];
  return !known.startsWith('refs/') && !'refs/'.startsWith(known);
}
