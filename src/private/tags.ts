import { type CfnTag, Token } from 'aws-cdk-lib';
import { checkCount, checkString } from './checks';
import { OWN_TAG_PREFIX, OWN_TAGS, TAG_KEY, TAG_VALUE, TAGS } from './limits';
import { shownInShort, shownName } from './texts';

/** The tags without which the roles of a service may not use a connection. Their value is `true`. */
export const SAGE_MAKER_TAG = 'sagemaker';
export const DATA_ZONE_TAG = 'for-use-with-all-datazone-projects';

/** Tags in the form of CloudFormation, or nothing if none are given. */
export function toCfnTags(tags: Readonly<Record<string, string>> | undefined): CfnTag[] | undefined {
  return tags && Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Checks the tags of a resource that a custom resource makes, and marks with some tags of this library. */
export function checkTagsBesideOwn(tags: Readonly<Record<string, string>> | undefined): string[] {
  if (tags === undefined || Token.isUnresolved(tags)) return [];
  return [
    ...checkTags(tags, OWN_TAGS),
    ...Object.keys(tags).flatMap((key) => {
      if (Token.isUnresolved(key)) {
        return [`'key of tags' must be known at synthesis with a 'providerEndpoint', got ${shownInShort(key)}`];
      }
      return key.startsWith(OWN_TAG_PREFIX)
        ? [`'key of tags' must not begin with '${OWN_TAG_PREFIX}', which marks what this library makes, got '${key}'`]
        : [];
    }),
  ];
}

/** Checks tags, besides which a resource gets some of this library. */
export function checkTags(tags: Readonly<Record<string, string>> | undefined, own = 0): string[] {
  if (tags === undefined || Token.isUnresolved(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...checkCount('tags', entries, { ...TAGS, max: TAGS.max - own }).map((it) =>
      own > 0 ? `${it} (${own} of ${TAGS.max} are those of this library)` : it,
    ),
    ...entries.flatMap(([key, value]) => [
      ...checkString('key of tags', key, TAG_KEY),
      ...checkString(`tags['${shownName(key)}']`, value, TAG_VALUE),
    ]),
  ];
}
