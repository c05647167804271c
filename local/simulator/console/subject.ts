import { decoded } from '../decoded.ts';
import { ControlError } from '../errors.ts';
import { partitionOf } from '../regions.ts';
import type { Service } from '../simulator.ts';
import type { Account, Connection, Host } from '../state.ts';
import { DEEP_LINK } from './links.ts';
import { type Synced, syncedIn } from './synced.ts';

/** The page of a stack that is kept in sync. */
const STACK_PAGE = /^\/cloudformation\/(\d{12})\/([a-z0-9-]+)\/([^/]+)$/;

/** What a page is about. */
export type Subject = { readonly connection: Connection } | { readonly host: Host } | Synced;

/** What the page at a path is about. Throws if there is none. */
export function find(service: Service, path: string): Subject {
  const stack = findStack(service, decoded(path));
  if (stack) return stack;
  const match = DEEP_LINK.exec(decoded(path));
  if (!match) throw new ControlError(`there is no page ${path}`, 404);
  const [, account, region, api, type, id] = match;
  const arn = `arn:${partitionOf(region)}:${api}:${region}:${account}:${type}/${id}`;
  return type === 'host' ? { host: service.console.host(arn) } : { connection: service.console.connection(arn) };
}

function findStack({ world }: Service, path: string): Synced | undefined {
  const [, id, region, stackName] = STACK_PAGE.exec(path) ?? [];
  const account = world.accounts.get(id);
  return account && syncedIn(account).find((each) => each.region === region && each.sync.resourceName === stackName);
}

export const accountOf = ({ world }: Service, { arn }: { arn: string }): Account => world.account(arn.split(':')[4]);
