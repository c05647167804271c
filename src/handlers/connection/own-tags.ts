import type { CodeConnections } from '../client/codeconnections';
import type { Request } from '../framework/custom-resource';

/**
 * The tags that prove who has made a connection. CloudFormation itself sets such tags with the prefix `aws:`, which
 * nobody else can set.
 */
export const STACK_TAG = 'cdk-codeconnections:stack-id';
export const LOGICAL_ID_TAG = 'cdk-codeconnections:logical-id';
/** The request of CloudFormation that it was made for, by which a run that is repeated knows it. */
export const REQUEST_TAG = 'cdk-codeconnections:request-id';

export type Tags = Readonly<Record<string, string>>;

/** Who asks for a connection. */
export type Maker = Pick<Request<unknown>, 'stackId' | 'logicalId' | 'requestId'>;

/** The tags of the resource of a stack. */
export function tagsOfMaker({ stackId, logicalId }: Maker): Tags {
  return { [STACK_TAG]: stackId, [LOGICAL_ID_TAG]: logicalId };
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
