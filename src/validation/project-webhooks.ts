import { type CfnResource, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shown } from '../private/texts';
import { type Inventory, oncePerInventory } from './inventory';
import type { Violation } from './rule';
import { constructOf, entriesOf, literal, memberOf, read, readMember } from './values';

/** A webhook filter whose pattern is a string. It may contain tokens. */
export interface Filter {
  readonly type: unknown;
  readonly pattern: string;
  /** Whether matching events are excluded. A token counts as `false`. */
  readonly excludes: boolean;
}

const UNKNOWN = 'unknown';

/** The webhook filters of all projects, also those created without this library. */
const filtersOfProjects = oncePerInventory(({ projects }) =>
  projects.map((resource) => ({ resource, filters: filtersOf(resource) })),
);

/** The violations of a rule on filters: one for each project, which lists all its filters that violate the rule. */
export function violationsOfFilters(
  inventory: Inventory,
  isWrong: (filter: Filter, project: CfnResource) => boolean,
  problem: string,
): Violation[] {
  return filtersOfProjects(inventory).flatMap(({ resource, filters }) => {
    const wrong = filters.filter((filter) => isWrong(filter, resource));
    const listed = wrong.map(({ type, pattern }) => `${type} ${shown(pattern)}`);
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

/** The scope of a project's webhook: none if it is for one repository. It is unknown if only the deployment knows it. */
export function scopeOf(project: CfnResource): string | undefined {
  const triggers = read(project, 'triggers');
  const configuration = memberOf(triggers, 'scopeConfiguration');
  if (configuration === undefined) return Token.isUnresolved(triggers) ? UNKNOWN : undefined;
  if (memberOf(configuration, 'name') === undefined) return UNKNOWN; // an intrinsic function
  return literal(memberOf(configuration, 'scope') ?? 'GITHUB_ORGANIZATION') ?? UNKNOWN; // the default of CloudFormation
}

/** Why a filter of a type never matches with the scope that a webhook has, if so. */
export function mismatchOf(type: unknown, scope: string | undefined): string | undefined {
  if (scope === UNKNOWN) return undefined;
  if (type === 'REPOSITORY_NAME' && scope === undefined) {
    return 'filters of repositories are for webhooks of an organization, an enterprise or a group only';
  }
  if (type === 'ORGANIZATION_NAME' && scope !== 'GITHUB_GLOBAL') {
    return 'filters of organizations are for webhooks of an enterprise on GitHub only';
  }
  return undefined;
}

/** The identifiers of sources that ask for a webhook, by the project that they are bound to. */
const ASKED = new WeakMap<IConstruct, Set<string>>();

/** Remembers that a source asks for a webhook: whether it is a secondary one shows only in the whole project. */
export function rememberWebhook(project: IConstruct, identifier: string): void {
  ASKED.set(project, new Set([...(ASKED.get(project) ?? []), identifier]));
}

/** The secondary sources of a project that have asked for a webhook, by their identifiers. */
export function secondaryWebhooksOf(project: CfnResource): string[] {
  const asked = ASKED.get(constructOf(project));
  if (!asked) return [];
  const identifiers = entriesOf(read(project, 'secondarySources')).map((each) => memberOf(each, 'sourceIdentifier'));
  return [...asked].filter((identifier) => identifiers.includes(identifier));
}
