import { OWN_TAG_PREFIX } from '../../private/limits';
import type { CodeConnections } from '../client/codeconnections';
import { LOGICAL_ID_TAG, STACK_TAG } from '../framework/contract';
import type { Request } from '../framework/custom-resource';

export type Tags = Readonly<Record<string, string>>;

/** Who asks for a connection. */
export type Maker = Pick<Request<unknown>, 'stackId' | 'logicalId' | 'requestId'>;

/** The tags of the resource of a stack. */
export function tagsOfMaker({ stackId, logicalId }: Maker): Tags {
  return { [STACK_TAG]: stackId, [LOGICAL_ID_TAG]: logicalId };
}

/** The tags without those that only the library sets. */
export function withoutOwn(tags: unknown): Tags {
  return Object.fromEntries(Object.entries((tags ?? {}) as Tags).filter(([key]) => !key.startsWith(OWN_TAG_PREFIX)));
}

/** Whether there are all of these tags. */
export function includes(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

export async function readTags(ResourceArn: string, call: CodeConnections): Promise<Tags> {
  const { Tags = [] } = await call('ListTagsForResource', { ResourceArn });
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
}

export const listed = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
