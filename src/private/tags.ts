import { type CfnTag, Token } from 'aws-cdk-lib';
import { checkString } from './checks';

/** Tags as CloudFormation takes them; nothing when there are none. */
export function toCfnTags(tags: Readonly<Record<string, string>> | undefined): CfnTag[] | undefined {
  return tags && Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function checkTags(tags: Readonly<Record<string, string>> | undefined): string[] {
  if (tags === undefined || Token.isUnresolved(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...(entries.length > 200 ? [`'tags' must have 0 to 200 entries, got ${entries.length}`] : []),
    ...entries.flatMap(([key, value]) => [
      ...checkString('key of tags', key, { min: 1, max: 128 }),
      ...checkString(`tags['${key}']`, value, { max: 256 }),
    ]),
  ];
}
