import { partsOf } from '../client/arn';
import { ignoreNotFound } from '../client/aws';
import { codeConnectionsOf } from '../client/codeconnections';
import type { Runtime } from '../client/runtime';
import { customResource, IncompleteError, type Request } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { addAccepted, findAccepted, UNKNOWN } from '../framework/history';
import { CONNECTION, type ConnectionProperties } from './contract';
import { includes, listed, readTags, type Tags, tagsOfMaker } from './own-tags';
import { findOrCreate, madeFor, type Owned, originOf } from './owned';

/** The newest entry of the physical id. The word says that the connection was there before, so it is not deleted. */
const NEWEST = /^[^=|]+=(found )?(arn:[^|]+)\|?/;

/** The physical id of a Create that does not know whether it has made a connection. The id of the request follows. */
const UNCERTAIN = 'uncertain ';

/**
 * Makes a connection that CloudFormation cannot make.
 *
 * The physical id holds the connection and those that it has replaced: a rollback goes back to one of them. What was
 * there before a deployment is marked in it, because a rollback deletes what the deployment seems to have made, whatever
 * the policies of the resource.
 */
export const connection = customResource(
  CONNECTION,
  async (request, runtime) => {
    const { physicalId, properties, requestId } = request;
    const { ConnectionName, ProviderType, ProviderEndpoint } = properties;
    const key = digest([ConnectionName, ProviderType, originOf(ProviderEndpoint)]);
    const known = findAccepted(key, physicalId)?.physicalId;
    const kept = await keptOne(known, request, runtime);
    const { arn, isFound, status = UNKNOWN } = kept ?? (await findOrCreate(request, UNCERTAIN + requestId, runtime));
    const others = known === undefined ? physicalId : known.replace(NEWEST, '') || undefined;
    const id = addAccepted(`${key}=${isFound ? 'found ' : ''}${arn}`, others);
    try {
      if (kept || isFound) await setTags(arn, request, runtime);
    } catch (error) {
      throw new IncompleteError((error as Error).message, id);
    }
    const attributes = { ConnectionArn: arn, ConnectionStatus: status, OwnerAccountId: partsOf(arn).account };
    return { physicalId: id, attributes };
  },
  async (request, runtime) => {
    const { physicalId = '' } = request;
    const [, isFound, arn] = NEWEST.exec(physicalId) ?? [];
    const [, requestId] = physicalId.split(UNCERTAIN);
    const arns = requestId ? await madeFor({ ...request, requestId }, runtime) : arn && !isFound ? [arn] : [];
    for (const each of arns) await remove(each, runtime);
    return undefined;
  },
);

/** The connection that the resource had before, unless somebody has deleted it. It is the newest entry of the id. */
async function keptOne(
  id: string | undefined,
  { physicalId, properties }: Request<ConnectionProperties>,
  runtime: Runtime,
): Promise<Owned | undefined> {
  const [, wasFound, arn] = NEWEST.exec(id ?? '') ?? [];
  if (!arn) return undefined;
  const { RetainWhenReplaced } = properties;
  const isReturn = id !== physicalId;
  const isFound = RetainWhenReplaced && (Boolean(wasFound) || isReturn);
  const call = codeConnectionsOf(arn, runtime);
  try {
    const found = await ignoreNotFound(call('GetConnection', { ConnectionArn: arn }, { retryDenied: false }));
    return found && { arn, isFound, status: found.Connection?.ConnectionStatus };
  } catch (error) {
    if (isReturn && !RetainWhenReplaced) throw error; // it is gone unless this is a rollback
    runtime.log(`the connection cannot be read: ${(error as Error).message}`);
    return { arn, isFound, status: undefined };
  }
}

/** Sets the tags in which the properties differ from those before. What others have set stays. */
async function setTags(arn: string, request: Request<ConnectionProperties>, runtime: Runtime): Promise<void> {
  const { properties, oldProperties } = request;
  const wanted = properties.Tags ?? {};
  const before = (oldProperties?.Tags ?? {}) as Tags;
  const call = codeConnectionsOf(arn, runtime);
  const own = tagsOfMaker(request);
  const current = await readTags(arn, call).catch((error) => {
    // A rollback that is not about tags must not fail for them.
    if (!(oldProperties && includes(before, wanted) && includes(wanted, before))) throw error;
    runtime.log(`the tags cannot be read: ${error.message}`);
    return undefined;
  });
  if (!current) return;
  const after = { ...wanted, ...own };
  const TagKeys = Object.keys(before).filter((key) => key in current && !(key in after));
  if (TagKeys.length > 0) await call('UntagResource', { ResourceArn: arn, TagKeys });
  if (!includes(current, after)) await call('TagResource', { ResourceArn: arn, Tags: listed(after) });
}

/** A policy that asks for tags denies deleting what is gone, so that is known only by reading it. */
async function remove(arn: string, runtime: Runtime): Promise<void> {
  const call = codeConnectionsOf(arn, runtime);
  const isGone = async () => !(await ignoreNotFound(call('GetConnection', { ConnectionArn: arn })));
  if (await isGone()) return;
  await call('DeleteConnection', { ConnectionArn: arn }, { retryDenied: false }).catch(async (error) => {
    if (!(await isGone())) throw error;
  });
}
