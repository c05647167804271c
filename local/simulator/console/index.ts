import { decoded } from '../decoded.ts';
import { ControlError, ServiceError } from '../errors.ts';
import { isSecret } from '../secrets.ts';
import type { ReceivedRequest } from '../signature.ts';
import type { Service } from '../simulator.ts';
import { statusOf } from '../statuses.ts';
import { act } from './actions.ts';
import { branchPage } from './branch-page.ts';
import { connectionPage } from './connection-page.ts';
import { hostPage } from './host-page.ts';
import { html } from './html.ts';
import { formsWith, headersOf, type Page, render } from './layout.ts';
import { branchPath, REPOSITORIES } from './links.ts';
import { overviewPage, sectionPage } from './overview-page.ts';
import { requireOwner, SIGN_IN, SignInRequired } from './owner.ts';
import { checkPlace, pushForm } from './push.ts';
import { repositoriesPage } from './repositories-page.ts';
import { stackPage } from './stack-page.ts';
import { accountOf, find } from './subject.ts';

const BRANCH_PAGE = new RegExp(`^${REPOSITORIES}/([^/]+)/([^/]+)$`);

export interface ConsoleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The console: a page for each connection, host and synced stack, where people complete, fail and resolve; and one for
 * each branch, for those who know the token of this start.
 */
export async function consoleResponse(service: Service, request: ReceivedRequest): Promise<ConsoleResponse> {
  const respond = (status: number, page: Page, headers = {}): ConsoleResponse => ({
    status,
    headers: { ...headersOf(page), ...headers },
    body: render(page, { ...request, navigation: navigationOf(service) }),
  });
  try {
    const location = request.method === 'POST' ? post(service, request) : redirect(request);
    if (location !== undefined) return { status: 303, headers: { location }, body: '' };
    return respond(200, await show(service, request));
  } catch (error) {
    if (error instanceof SignInRequired) return respond(401, problemPage(error.message), SIGN_IN);
    if (error instanceof ControlError) return respond(error.status, problemPage(error.message));
    if (error instanceof ServiceError) return respond(statusOf('codeconnections', error), problemPage(error.message));
    throw error;
  }
}

const navigationOf = ({ sections }: Service) => [
  { name: 'Overview', path: '/' },
  { name: 'Repositories', path: REPOSITORIES },
  ...sections.map(({ title, path }) => ({ name: title, path })),
];

const problemPage = (message: string): Page => ({
  title: 'This cannot be done',
  content: html`<p role="alert">${message}</p>`,
});

/** Does what a form says. Returns the page to go on with. */
function post(service: Service, request: ReceivedRequest): string {
  const form = new URLSearchParams(request.body.toString());
  if (!isSecret(service.secrets.formToken, form.get('token') ?? undefined)) {
    throw new ControlError('this form is not from a page of this start: open the page again', 403);
  }
  const branch = branchOf(service, request);
  if (branch) return pushForm(service, ...branch, form);
  act(service, find(service, request.path), form);
  return request.path;
}

/** The page of the branch that the form of the page of repositories names. */
function redirect({ path, query }: ReceivedRequest): string | undefined {
  const [repository, branch] = [query.get('repository'), query.get('branch')];
  if (path !== REPOSITORIES || repository === null || branch === null) return undefined;
  checkPlace(repository.trim(), branch.trim());
  return branchPath(repository.trim(), branch.trim());
}

/** The repository and the branch of a page for the owner of this start. */
function branchOf(service: Service, { path, headers }: ReceivedRequest): [string, string] | undefined {
  const [, repository, branch] = BRANCH_PAGE.exec(path)?.map(decoded) ?? [];
  if (repository === undefined || branch === undefined) return undefined;
  requireOwner(service, headers);
  checkPlace(repository, branch);
  return [repository, branch];
}

async function show(service: Service, request: ReceivedRequest): Promise<Page> {
  const { world, console, sections, attention, secrets } = service;
  const { path, query } = request;
  world.clock.catchUp();
  if (path === '/') return overviewPage(world, sections, attention);
  if (path === REPOSITORIES) return repositoriesPage(world);
  const form = formsWith(secrets.formToken);
  const branch = branchOf(service, request);
  if (branch) return branchPage(world, ...branch, query, form);
  for (const section of sections) {
    if (path === section.path) return sectionPage(section);
    if (path.startsWith(`${section.path}/`)) return section.page(decoded(path.slice(section.path.length + 1)), query);
  }
  const subject = find(service, path);
  if ('sync' in subject) return stackPage(world, subject, form);
  if ('host' in subject) return hostPage(accountOf(service, subject.host), subject.host, form);
  const { connection } = subject;
  const host = connection.hostArn === undefined ? undefined : console.host(connection.hostArn);
  return connectionPage(accountOf(service, connection), connection, host, form);
}
