import { ServiceError } from '../errors.ts';
import type { Input, Output, Value } from '../model/types.ts';
import { type Context, isVisible, type Tagged } from '../state.ts';

type Tags = Value<'TagList'>;

const RESERVED = 'aws:';

/** The tags of an object that is given `tags`, besides those that it has. */
export function tagsOf(context: Context, tags: Tags = [], present: Tagged['tags'] = new Map()): Map<string, string> {
  checkKeys(
    context,
    tags.map(({ Key }) => Key),
  );
  const all = new Map(present);
  for (const { Key, Value: value } of tags) {
    all.set(Key, value);
  }
  const { tags: limit } = context.world.settings.quotas;
  if (all.size > limit) {
    throw new ServiceError('LimitExceededException', `A resource can have at most ${limit} tags`);
  }
  return all;
}

const tagList = ({ tags }: Tagged): Tags => [...tags].map(([Key, value]) => ({ Key, Value: value }));

/** The tags in the response to a creation: none when none were given. */
export const tagsGiven = (resource: Tagged): Tags | undefined =>
  resource.tags.size > 0 ? tagList(resource) : undefined;

export function listTagsForResource(
  { ResourceArn }: Input<'ListTagsForResource'>,
  context: Context,
): Output<'ListTagsForResource'> {
  return { Tags: tagList(tagged(context, ResourceArn)) };
}

export function tagResource({ ResourceArn, Tags }: Input<'TagResource'>, context: Context): Output<'TagResource'> {
  const resource = tagged(context, ResourceArn);
  resource.tags = tagsOf(context, Tags, resource.tags);
  return {};
}

export function untagResource(
  { ResourceArn, TagKeys }: Input<'UntagResource'>,
  context: Context,
): Output<'UntagResource'> {
  const resource = tagged(context, ResourceArn);
  checkKeys(context, [...new Set(TagKeys)]);
  for (const key of TagKeys) {
    resource.tags.delete(key);
  }
  return {};
}

function checkKeys({ internal }: Context, keys: string[]): void {
  const reserved = keys.find((key) => key.toLowerCase().startsWith(RESERVED));
  if (reserved !== undefined && !internal) {
    throw new ServiceError('ValidationException', `Tag keys that begin with '${RESERVED}' are reserved: '${reserved}'`);
  }
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new ServiceError('ValidationException', `Tag key '${twice}' is given more than once`);
  }
}

function tagged(context: Context, arn: string): Tagged {
  const { account, here } = context;
  const resource =
    account.connections.get(arn) ?? here.hosts.get(arn) ?? [...here.links.values()].find((link) => link.arn === arn);
  if (!resource || !isVisible(context, resource)) {
    throw new ServiceError('ResourceNotFoundException', `Resource ${arn} not found`);
  }
  return resource;
}
