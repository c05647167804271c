import { updateSyncBlocker } from '../operations/sync-status.ts';
import { Refusal } from '../people.ts';
import { partitionOf, ServiceError } from '../protocol.ts';
import type { Service } from '../simulator.ts';
import type { Connection, Context, Host } from '../state.ts';
import { PAGE_HEADERS } from './layout.ts';
import { connectionPage, hostPage, overviewPage, problemPage } from './pages.ts';

/** The path of a deep link into the AWS console. */
const DEEP_LINK =
  /^\/codesuite\/settings\/(\d{12})\/([a-z0-9-]+)\/(codeconnections|codestar-connections)\/(connection|host)s\/([^/]+)$/;

type Subject = { readonly connection: Connection } | { readonly host: Host };

export interface ConsoleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The console: a page for each connection and host, where people complete, fail and resolve. */
export function answerConsole(service: Service, method: string, path: string, form: URLSearchParams): ConsoleResponse {
  try {
    if (method === 'POST') {
      act(service, find(service, path), form);
      return { status: 303, headers: { location: path }, body: '' };
    }
    return { status: 200, headers: PAGE_HEADERS, body: show(service, path) };
  } catch (error) {
    if (error instanceof Refusal || error instanceof ServiceError) {
      return { status: error.status, headers: PAGE_HEADERS, body: problemPage(error.message) };
    }
    throw error;
  }
}

function show(service: Service, path: string): string {
  const { world, people } = service;
  world.clock.catchUp();
  if (path === '/') {
    return overviewPage(world);
  }
  const subject = find(service, path);
  if ('host' in subject) {
    return hostPage(accountOf(service, subject.host), subject.host);
  }
  const { connection } = subject;
  const host = connection.hostArn === undefined ? undefined : people.host(connection.hostArn);
  return connectionPage(accountOf(service, connection), connection, host);
}

function find({ people }: Service, path: string): Subject {
  const match = DEEP_LINK.exec(decode(path));
  if (!match) {
    throw new Refusal(`there is no page ${path}`, 404);
  }
  const [, account, region, api, type, id] = match;
  const arn = `arn:${partitionOf(region)}:${api}:${region}:${account}:${type}/${id}`;
  return type === 'host' ? { host: people.host(arn) } : { connection: people.connection(arn) };
}

function act(service: Service, subject: Subject, form: URLSearchParams): void {
  const action = form.get('action');
  if (action === 'complete') {
    'host' in subject ? service.completeHost(subject.host.arn) : service.completeConnection(subject.connection.arn);
  } else if (action === 'fail') {
    'host' in subject ? service.failHost(subject.host.arn) : service.failConnection(subject.connection.arn);
  } else if (action === 'resolve' && 'connection' in subject) {
    resolve(service, subject.connection, form);
  } else {
    throw new Refusal(`there is no action ${action}`, 400);
  }
}

function resolve(service: Service, connection: Connection, form: URLSearchParams): void {
  const account = accountOf(service, connection);
  const reason = form.get('reason') ?? '';
  if (reason.length < 1 || reason.length > 250) {
    throw new Refusal(`the reason must have 1 to 250 characters, but has ${reason.length}`, 400);
  }
  const region = form.get('region') ?? '';
  const here = account.regions.get(region);
  if (!here) {
    throw new Refusal(`account ${account.id} has nothing in '${region}'`, 404);
  }
  const context: Context = {
    world: service.world,
    service: 'codeconnections',
    region,
    account,
    here,
    internal: false,
  };
  const input = { Id: form.get('blocker') ?? '', ResourceName: form.get('stack') ?? '', ResolvedReason: reason };
  updateSyncBlocker({ ...input, SyncType: 'CFN_STACK_SYNC' }, context);
}

const accountOf = ({ world }: Service, { arn }: { arn: string }) => world.account(arn.split(':')[4]);

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
