import { decoded } from '../decoded.ts';
import { type Account, type Connection, DEFAULT_ACCOUNT, type Host } from '../state.ts';

/** The page of all repositories. */
export const REPOSITORIES = '/repositories';

/** The path of a deep link into the AWS console. */
export const DEEP_LINK =
  /^\/codesuite\/settings\/(\d{12})\/([a-z0-9-]+)\/(codeconnections|codestar-connections)\/(connection|host)s\/([^/]+)$/;

const CONSOLE = /^([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/;
const ALL_CONNECTIONS = /^\/codesuite\/settings(\/\d{12}\/[a-z0-9-]+)?\/(connections|hosts)$/;

/** The page of a connection or host: the path of its deep link into the AWS console. */
export function pathOf({ arn, id }: Connection | Host): string {
  const [, , service, region, account, resource] = arn.split(':');
  return `/codesuite/settings/${account}/${region}/${service}/${resource.split('/')[0]}s/${encodeURIComponent(id)}`;
}

/** The page of a stack that is kept in sync. */
export const stackPath = ({ id }: Pick<Account, 'id'>, region: string, stackName: string): string =>
  `/cloudformation/${id}/${region}/${encodeURIComponent(stackName)}`;

/** The page of a branch, where its files can be changed, with the files that are open. */
export const branchPath = (repository: string, branch: string, files: readonly string[] = []): string =>
  `${REPOSITORIES}/${encodeURIComponent(repository)}/${encodeURIComponent(branch)}${
    files.length > 0 ? `?${new URLSearchParams(files.map((file): [string, string] => ['file', file]))}` : ''
  }`;

/** Where the page of a link into the AWS console is here. What follows its `#` would never reach a server. */
export function localPath(link: string): string {
  const { pathname, search, hash } = new URL(link);
  // Two slashes would begin the name of another server.
  return stackOf(link) ?? pathname.replace(/^\/+/, '/') + search + hash;
}

/** The local page of a link, if it leads to a page of the AWS console that there is here. */
export function localPageOf(link: string): string | undefined {
  if (!isConsoleLink(link)) return undefined;
  const { pathname } = new URL(link);
  return stackOf(link) ?? (ALL_CONNECTIONS.test(pathname) ? '/' : DEEP_LINK.exec(pathname)?.[0]);
}

/** Whether a link leads into the AWS console. */
export function isConsoleLink(link: string): boolean {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url?.protocol === 'https:' && CONSOLE.test(url.host) && url.username === '';
}

function stackOf(link: string): string | undefined {
  const { pathname, searchParams, hash } = new URL(link);
  const stackName = /^#\/stacks\?.*filteringText=([^&]+)/.exec(hash)?.[1];
  if (pathname !== '/cloudformation/home' || !stackName) return undefined;
  const region = searchParams.get('region') ?? 'us-east-1';
  return stackPath({ id: DEFAULT_ACCOUNT }, encodeURIComponent(region), decoded(stackName));
}
