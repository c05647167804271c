import { ControlError, ServiceError } from '../errors.ts';
import { SHAPES } from '../model/shapes.ts';
import { updateSyncBlocker } from '../operations/sync-status.ts';
import { partitionOf, statusOf } from '../protocol.ts';
import { isSecret } from '../secrets.ts';
import type { ReceivedRequest } from '../signature.ts';
import type { Service } from '../simulator.ts';
import type { Account, Connection, Context, Host, SyncConfiguration } from '../state.ts';
import { formsWith, headersOf, type Page, render } from './layout.ts';
import { connectionPage, hostPage, overviewPage, problemPage, sectionPage } from './pages.ts';
import { stackPage } from './stack-page.ts';

/** The path of a deep link into the AWS console. */
const DEEP_LINK =
  /^\/codesuite\/settings\/(\d{12})\/([a-z0-9-]+)\/(codeconnections|codestar-connections)\/(connection|host)s\/([^/]+)$/;

/** The page of a stack that is kept in sync. */
const STACK_PAGE = /^\/cloudformation\/(\d{12})\/([a-z0-9-]+)\/([^/]+)$/;

interface StackSubject {
  readonly account: Account;
  readonly region: string;
  readonly sync: SyncConfiguration;
}

type Subject = { readonly connection: Connection } | { readonly host: Host } | StackSubject;

export interface ConsoleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The console: a page for each connection, host and synced stack, where people complete, fail and resolve. */
export async function consoleResponse(service: Service, request: ReceivedRequest): Promise<ConsoleResponse> {
  const { method, path, query } = request;
  try {
    if (method === 'POST') {
      const form = new URLSearchParams(request.body.toString());
      requireFormToken(service, form);
      act(service, find(service, path), form);
      return { status: 303, headers: { location: path }, body: '' };
    }
    return respond(200, await show(service, path, query));
  } catch (error) {
    if (error instanceof ControlError) {
      return respond(error.status, problemPage(error.message));
    }
    if (error instanceof ServiceError) {
      return respond(statusOf('codeconnections', error), problemPage(error.message));
    }
    throw error;
  }
}

const respond = (status: number, page: Page): ConsoleResponse => ({
  status,
  headers: headersOf(page),
  body: render(page),
});

/** A form comes from a page of ours only. */
function requireFormToken({ secrets }: Service, form: URLSearchParams): void {
  if (!isSecret(secrets.formToken, form.get('token') ?? undefined)) {
    throw new ControlError('this form is not from a page of this start: open the page again', 403);
  }
}

async function show(service: Service, path: string, query: URLSearchParams): Promise<Page> {
  const { world, console, sections } = service;
  world.clock.catchUp();
  if (path === '/') {
    return overviewPage(world, sections);
  }
  for (const section of sections) {
    if (path === section.path) {
      return sectionPage(section);
    }
    if (path.startsWith(`${section.path}/`)) {
      return section.page(decode(path.slice(section.path.length + 1)), query);
    }
  }
  const subject = find(service, path);
  const form = formsWith(service.secrets.formToken);
  if ('sync' in subject) {
    return stackPage(world, subject.account, subject.region, subject.sync, form);
  }
  if ('host' in subject) {
    return hostPage(accountOf(service, subject.host), subject.host, form);
  }
  const { connection } = subject;
  const host = connection.hostArn === undefined ? undefined : console.host(connection.hostArn);
  return connectionPage(accountOf(service, connection), connection, host, form);
}

function findStack({ world }: Service, path: string): StackSubject | undefined {
  const [, id, region, stackName] = STACK_PAGE.exec(path) ?? [];
  const account = world.accounts.get(id);
  const syncs = account?.regions.get(region)?.syncConfigurations.values() ?? [];
  const sync = [...syncs].find(({ resourceName }) => resourceName === stackName);
  return account && sync && { account, region, sync };
}

function find(service: Service, path: string): Subject {
  const stack = findStack(service, decode(path));
  if (stack) {
    return stack;
  }
  const match = DEEP_LINK.exec(decode(path));
  if (!match) {
    throw new ControlError(`there is no page ${path}`, 404);
  }
  const [, account, region, api, type, id] = match;
  const { console } = service;
  const arn = `arn:${partitionOf(region)}:${api}:${region}:${account}:${type}/${id}`;
  return type === 'host' ? { host: console.host(arn) } : { connection: console.connection(arn) };
}

function act(service: Service, subject: Subject, form: URLSearchParams): void {
  const action = form.get('action');
  if (action === 'resolve' && !('host' in subject)) {
    resolve(service, 'sync' in subject ? subject.account : accountOf(service, subject.connection), form);
  } else if ('sync' in subject) {
    throw new ControlError(`there is no action ${action}`, 400);
  } else if (action === 'complete') {
    'host' in subject ? service.completeHost(subject.host.arn) : service.completeConnection(subject.connection.arn);
  } else if (action === 'fail') {
    'host' in subject ? service.failHost(subject.host.arn) : service.failConnection(subject.connection.arn);
  } else {
    throw new ControlError(`there is no action ${action}`, 400);
  }
}

function resolve(service: Service, account: Account, form: URLSearchParams): void {
  const reason = form.get('reason') ?? '';
  const { min, max } = SHAPES.ResolvedReason;
  if (reason.length < min || reason.length > max) {
    throw new ControlError(`the reason must have ${min} to ${max} characters, but has ${reason.length}`, 400);
  }
  const region = form.get('region') ?? '';
  const here = account.regions.get(region);
  if (!here) {
    throw new ControlError(`account ${account.id} has nothing in '${region}'`, 404);
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
