import { partsOf } from '../client/arn';
import { isTransient, ServiceError, type Target, verdictOn } from '../client/aws';
import { type CodeConnections, codeConnectionsOnce, codeConnectionsTo, listAll } from '../client/codeconnections';
import type { Connection } from '../client/operations';
import { withRetries } from '../client/retry';
import type { Runtime } from '../client/runtime';
import type { ProviderType } from '../client/shapes';
import { quoted } from '../client/text';
import { REQUEST_TAG } from '../framework/contract';
import { IncompleteError, type Request } from '../framework/custom-resource';
import type { ConnectionProperties } from './contract';
import { includes, listed, type Maker, readTags, tagsOfMaker } from './own-tags';

/** The search for a connection that a request may have made although its response was lost: 30 seconds. */
const SEARCHES = 16;
const SEARCH_PAUSE = 2_000;

/** A connection of the resource. */
export interface Owned {
  readonly arn: string;
  /** Whether an earlier request has made it. */
  readonly isFound: boolean;
  readonly status: string | undefined;
}

/** The part of a URL that tells tenants apart. */
export function originOf(url: string | undefined = ''): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/**
 * Finds the connection that the resource has made, or makes it.
 *
 * Making it can be repeated without a second connection, also if the service accepts two of one name: the request
 * cannot be told from an earlier one whose response was lost, so each attempt begins with a search.
 *
 * @param uncertain the physical id if it fails without knowing whether it has made one
 */
export async function findOrCreate(
  request: Request<ConnectionProperties>,
  uncertain: string,
  runtime: Runtime,
): Promise<Owned> {
  const { properties, requestId } = request;
  const { ConnectionName, ProviderType: provider, ProviderEndpoint, Tags } = properties;
  const tags = listed({ ...Tags, ...tagsOfMaker(request), [REQUEST_TAG]: requestId });
  const ProviderType = provider as ProviderType;
  let isUncertain = false;

  const create = async (): Promise<Owned> => {
    const input = { ConnectionName, ProviderType, ProviderEndpoint, Tags: tags };
    const { ConnectionArn: arn = '' } = await codeConnectionsOnce(targetOf(request), runtime)(
      'CreateConnection',
      input,
    );
    return { arn, isFound: false, status: 'PENDING' };
  };
  const attempt = async (): Promise<Owned> => {
    const found = await (isUncertain ? search(request, runtime) : find(request, runtime));
    if (found) return found;
    isUncertain = false;
    try {
      return await withRetries(runtime, (error) => (isThrottled(error) ? 'transient' : 'final'), create);
    } catch (error) {
      isUncertain = isTransient(error) && !isThrottled(error);
      throw error;
    }
  };
  try {
    return await withRetries(runtime, verdictOn, attempt);
  } catch (error) {
    throw isUncertain ? new IncompleteError((error as Error).message, uncertain) : error;
  }
}

/** Nothing has been made then. */
const isThrottled = (error: unknown): boolean => error instanceof ServiceError && error.throttled;

/** Looks for the connection until it should be listed, if it exists. */
async function search(request: Request<ConnectionProperties>, runtime: Runtime): Promise<Owned | undefined> {
  let isAnswered = false;
  let problem: unknown;
  for (let i = 0; i < SEARCHES; i += 1) {
    await runtime.sleep(SEARCH_PAUSE);
    try {
      const found = await find(request, runtime, codeConnectionsOnce);
      if (found) return found;
      isAnswered = true;
    } catch (error) {
      if (!isTransient(error)) throw error;
      problem = error;
    }
  }
  if (!isAnswered) throw problem;
  return undefined;
}

/** The connection of the name, if the resource has made it for the same provider. Any other is an error. */
async function find(
  request: Request<ConnectionProperties>,
  runtime: Runtime,
  connect = codeConnectionsTo,
): Promise<Owned | undefined> {
  const { ConnectionName: name, ProviderType, ProviderEndpoint } = request.properties;
  const call = codeConnectionsTo(targetOf(request), runtime);
  const named = (await listOwn(request, connect(targetOf(request), runtime))).filter(
    (it) => it.ConnectionName === name,
  );
  for (const { ConnectionArn: arn = '', ConnectionStatus: status, ...it } of named) {
    const isSame = it.ProviderType === ProviderType && originOf(it.ProviderEndpoint) === originOf(ProviderEndpoint);
    if (!isSame) continue;
    const tags = await readTags(arn, call);
    if (includes(tags, tagsOfMaker(request))) {
      return { arn, isFound: tags[REQUEST_TAG] !== request.requestId, status };
    }
  }
  const [other] = named;
  if (!other) return undefined;
  const { ConnectionArn: arn = '', ProviderType: provider, ProviderEndpoint: endpoint } = other;
  const isOwn = includes(await readTags(arn, call).catch(() => ({})), tagsOfMaker(request));
  throw new Error(
    `the connection ${quoted(name)} exists (${[provider, endpoint, arn].filter(Boolean).join(', ')}), ${
      isOwn
        ? 'which this resource has made for that endpoint; give another connectionName'
        : 'and this resource has not made it; give another connectionName, or delete that connection'
    }`,
  );
}

/** The ARNs of the connections that were made for a request. */
export async function madeFor(maker: Maker, runtime: Runtime): Promise<string[]> {
  const wanted = { ...tagsOfMaker(maker), [REQUEST_TAG]: maker.requestId };
  const call = codeConnectionsTo(targetOf(maker), runtime);
  const arns: string[] = [];
  for (const { ConnectionArn: arn = '', ProviderEndpoint } of await listOwn(maker, call)) {
    if (ProviderEndpoint && includes(await readTags(arn, call), wanted)) arns.push(arn);
  }
  return arns;
}

/** The connections of the account: others can share theirs, of any name. */
async function listOwn({ stackId }: Maker, call: CodeConnections): Promise<Connection[]> {
  const { account } = partsOf(stackId);
  return (await listAll(call, 'ListConnections')).filter(({ OwnerAccountId }) => OwnerAccountId === account);
}

/** The API in the Region of the stack. */
const targetOf = ({ stackId }: Pick<Maker, 'stackId'>): Target => ({ ...partsOf(stackId), service: 'codeconnections' });
