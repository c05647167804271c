import { type Account, type Connection, DEFAULT_ACCOUNT, type Host } from '../state.ts';

/** The page of a connection or host: the path of its deep link into the AWS console. */
export function pathOf({ arn, id }: Connection | Host): string {
  const [, , service, region, account, resource] = arn.split(':');
  return `/codesuite/settings/${account}/${region}/${service}/${resource.split('/')[0]}s/${encodeURIComponent(id)}`;
}

/** The page of a stack that is kept in sync. */
export const stackPath = ({ id }: Pick<Account, 'id'>, region: string, stackName: string): string =>
  `/cloudformation/${id}/${region}/${encodeURIComponent(stackName)}`;

/** Where the page of a link into the AWS console is here. What follows its `#` would never reach a server. */
export function localPath(link: string): string {
  const { pathname, search, searchParams, hash } = new URL(link);
  const region = searchParams.get('region') ?? 'us-east-1';
  const stackName = /^#\/stacks\?.*filteringText=([^&]+)/.exec(hash)?.[1];
  if (pathname === '/cloudformation/home' && stackName) {
    return stackPath({ id: DEFAULT_ACCOUNT }, region, decodeURIComponent(stackName));
  }
  return pathname + search + hash;
}
