import type { CfnResource } from 'aws-cdk-lib';
import { shown } from '../private/texts';
import { type Inventory, oncePerInventory } from './inventory';
import type { Violation } from './rule';
import { entriesOf, memberOf, readMember } from './values';

/** A webhook filter whose pattern is a string. It may contain tokens. */
export interface Filter {
  readonly type: unknown;
  readonly pattern: string;
  /** Whether matching events are excluded. A token counts as `false`. */
  readonly excludes: boolean;
}

/** The webhook filters of all projects, also those created without this library. */
const filtersOfProjects = oncePerInventory(({ projects }) =>
  projects.map((resource) => ({ resource, filters: filtersOf(resource) })),
);

/** The violations of a rule on filters: one for each project, which lists all its filters that violate the rule. */
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
