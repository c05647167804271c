import { partsOf } from '../client/arn';
import { ignoreNotFound } from '../client/aws';
import { codeConnectionsOf } from '../client/codeconnections';
import type { Runtime } from '../client/runtime';
import { customResource, IncompleteError, type Request } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { addAccepted, findAccepted, UNKNOWN } from '../framework/history';
import { CONNECTION, type ConnectionProperties } from './contract';
import { includes, listed, readTags, tagsOfMaker, withoutOwn } from './own-tags';
import { findOrCreate, madeFor, type Owned, originOf } from './owned';

/** An entry of the physical id, the newest one. */
const NEWEST = /^[^=|]+=(kept )?(arn:[^|]+)\|?/;

/** What an entry says of a connection that was there before, or was kept when it was replaced. It is never deleted. */
const KEPT = 'kept ';

/** The physical id of a Create that does not know whether it has made a connection. The id of the request follows. */
const UNCERTAIN = 'uncertain ';

/**
 * Makes a connection that CloudFormation cannot make.
 *
 * The physical id holds the connection and those that it has replaced: a rollback goes back to one of them. What must
 * outlive a deployment that fails is marked in it, because a rollback deletes what the deployment seems to have made,
 * whatever the policies of the resource. A mark is made when an entry is new, or no longer the newest. It is never
 * changed in place: CloudFormation would take that for a replacement, and delete the connection.
 */
export const connection = customResource(
  CONNECTION,
  async (request, runtime) => {
    const { physicalId, properties, requestId } = request;
    const { ConnectionName, ProviderType, ProviderEndpoint } = properties;
    const key = digest([ConnectionName, ProviderType, originOf(ProviderEndpoint)]);
    const before = physicalId?.startsWith(`${key}=`) ? physicalId : replaced(request);
    const known = findAccepted(key, before)?.physicalId;
    const kept = await keptOne(known, known !== physicalId, runtime);
    const { arn, isFound, status = UNKNOWN } = kept ?? (await findOrCreate(request, UNCERTAIN + requestId, runtime));
    const others = known === undefined ? before : known.replace(NEWEST, '') || undefined;
    const id = addAccepted(`${key}=${isFound ? KEPT : ''}${arn}`, others);
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
    const [, isKept, arn] = NEWEST.exec(physicalId) ?? [];
    const [, requestId] = physicalId.split(UNCERTAIN);
    const arns = requestId ? await madeFor({ ...request, requestId }, runtime) : arn && !isKept ? [arn] : [];
    for (const each of arns) await remove(each, runtime);
    return undefined;
  },
);

/** The physical id, when its newest entry is about to be replaced. Either template may be the one that keeps it. */
function replaced({ physicalId, properties, oldProperties }: Request<ConnectionProperties>): string | undefined {
  const isKept = properties.RetainWhenReplaced || String(oldProperties?.RetainWhenReplaced) === 'true';
  return isKept ? physicalId?.replace(/^[^=|]+=(?=arn:)/, `$&${KEPT}`) : physicalId;
}

/** The connection that the resource had before, unless somebody has deleted it. It is the newest entry of the id. */
async function keptOne(id: string | undefined, isReturn: boolean, runtime: Runtime): Promise<Owned | undefined> {
  const [, isKept, arn] = NEWEST.exec(id ?? '') ?? [];
  if (!arn) return undefined;
  const isFound = isKept !== undefined;
  const call = codeConnectionsOf(arn, runtime);
  try {
    const found = await ignoreNotFound(call('GetConnection', { ConnectionArn: arn }, { retryDenied: false }));
    return found && { arn, isFound, status: found.Connection?.ConnectionStatus };
  } catch (error) {
    if (isReturn && !isFound) throw error; // it is gone unless this is a rollback
    runtime.log(`the connection cannot be read: ${(error as Error).message}`);
    return { arn, isFound, status: undefined };
  }
}

/** Sets the tags in which the properties differ from those before. What others have set stays. */
async function setTags(arn: string, request: Request<ConnectionProperties>, runtime: Runtime): Promise<void> {
  const { properties, oldProperties } = request;
  const wanted = withoutOwn(properties.Tags);
  const before = withoutOwn(oldProperties?.Tags);
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
