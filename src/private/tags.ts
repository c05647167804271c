import { type CfnTag, Token } from 'aws-cdk-lib';
import { checkCount, checkString } from './checks';
import { TAG_KEY, TAG_VALUE, TAGS } from './limits';
import { shownName } from './texts';

/** Tags in the form of CloudFormation, or nothing if none are given. */
export function toCfnTags(tags: Readonly<Record<string, string>> | undefined): CfnTag[] | undefined {
  return tags && Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Checks tags, besides which a resource gets some of its own. */
export function checkTags(tags: Readonly<Record<string, string>> | undefined, own = 0): string[] {
  if (tags === undefined || Token.isUnresolved(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...checkCount('tags', entries, { ...TAGS, max: TAGS.max - own }),
    ...entries.flatMap(([key, value]) => [
      ...checkString('key of tags', key, TAG_KEY),
      ...checkString(`tags['${shownName(key)}']`, value, TAG_VALUE),
    ]),
  ];
}
