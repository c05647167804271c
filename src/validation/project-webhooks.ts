import type { CfnResource } from 'aws-cdk-lib';
import { shown } from '../private/texts';
import { type Inventory, oncePerInventory } from './inventory';
import type { Violation } from './rule';
import { entriesOf, memberOf, readMember } from './values';

/** A filter of a webhook whose pattern is known, also in parts. */
export interface Filter {
  readonly type: unknown;
  readonly pattern: string;
  /** Whether what matches starts no build. What is known at deployment only is taken as no. */
  readonly excludes: boolean;
}

/** The filters of the webhooks of all projects, whoever made them. */
const filtersOfProjects = oncePerInventory(({ projects }) =>
  projects.map((resource) => ({ resource, filters: filtersOf(resource) })),
);

/** The violations of a rule on filters: one for each project, with all of its filters that are not as the rule says. */
export function violationsOfFilters(
  inventory: Inventory,
  isWrong: (filter: Filter) => boolean,
  problem: string,
): Violation[] {
  return filtersOfProjects(inventory).flatMap(({ resource, filters }) => {
    const listed = filters.filter(isWrong).map(({ type, pattern }) => `${type} ${shown(pattern)}`);
    return listed.length > 0 ? [{ resource, problem: `${problem}, got ${[...new Set(listed)].join(', ')}` }] : [];
  });
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
