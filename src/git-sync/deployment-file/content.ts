import { Token } from 'aws-cdk-lib';
import { amount, checkCount } from '../../private/checks';
import {
  type Bounds,
  DEPLOYMENT_FILE_ENTRIES,
  PARAMETER_NAME,
  PARAMETER_VALUE_BYTES,
  TAG_KEY,
  TAG_VALUE,
} from '../../private/limits';
import { checkKnownRepositoryPath } from '../../private/repositories';
import { kindOfSecret } from '../../private/secrets';
import { shownInShort, shownName } from '../../private/texts';

/** The keys of a deployment file. AWS documents no others. */
export const KEYS = { path: 'template-file-path', parameters: 'parameters', tags: 'tags' } as const;

export type Entries = Readonly<Record<string, string>>;

/** The content of a deployment file. An absent section leaves that section of an existing file unchanged. */
export interface Content {
  readonly templateFilePath: string;
  readonly parameters?: Entries;
  readonly tags?: Entries;
}

const SECRETS_MANAGER = "'{{resolve:secretsmanager:<name>}}'";
const SSM_SECURE = "'{{resolve:ssm-secure:<name>}}'";

/** The ways to pass a secret to CloudFormation without storing it in Git. */
export const SECRET_REMEDY = `give a dynamic reference such as ${SECRETS_MANAGER} or ${SSM_SECURE}, or declare the parameter with a type AWS::SSM::Parameter::Value<…> and give the name of that SSM parameter`;

/** The path without a `./` at its beginning, which Git sync accepts in a deployment file. */
export const normalPath = (path: string): string => path.replace(/^(\.\/+)+/, '');

/**
 * Checks the content without a template. No violation repeats the value of a secret.
 *
 * @param keptPath a path of the template that an existing file has already, which is not judged
 */
export function checkContent({ templateFilePath, parameters, tags }: Content, keptPath?: string): string[] {
  return [
    ...(templateFilePath && templateFilePath === keptPath ? [] : checkKnownRepositoryPath(KEYS.path, templateFilePath)),
    ...checkEntries('parameters', parameters, checkParameter),
    ...checkEntries('tags', tags, checkTag),
  ];
}

type Check = (name: string, value: string) => string | undefined;

function checkEntries(name: 'parameters' | 'tags', entries: Entries | undefined, check: Check): string[] {
  const all = Object.entries(entries ?? {});
  return [
    ...checkCount(name, all, DEPLOYMENT_FILE_ENTRIES),
    ...all.flatMap(([key, value]) => {
      const violation = checkKnown(key, value) ?? check(key, value);
      return violation ? [`'${name}.${Token.isUnresolved(key) ? '(a token)' : shownName(key)}' ${violation}`] : [];
    }),
  ];
}

/** A deployment file is read before the deployment, and by everyone who can read the repository. */
function checkKnown(key: string, value: string): string | undefined {
  if (Token.isUnresolved(key)) return 'must have a name that is known at synthesis, got a token';
  if (Token.isUnresolved(value)) {
    return `must be known at synthesis, got a token or a SecretValue: for a secret, or a value of another stack, ${SECRET_REMEDY}`;
  }
  if (typeof value !== 'string') return `must be a string, got ${value === null ? 'null' : typeof value}`;
  const secret = kindOfSecret(value, key);
  return secret && `looks like ${secret}, which must not be stored in Git: revoke it if it was, and ${SECRET_REMEDY}`;
}

function checkParameter(name: string, value: string): string | undefined {
  const { pattern, form } = PARAMETER_NAME;
  if (isOutside(PARAMETER_NAME, name.length)) {
    return `must have a name of ${characters(PARAMETER_NAME)}, got ${name.length}`;
  }
  if (!pattern?.test(name)) return `must have a name of ${form}`;
  const bytes = Buffer.byteLength(value);
  if (!isOutside(PARAMETER_VALUE_BYTES, bytes)) return undefined;
  return `must have ${amount(PARAMETER_VALUE_BYTES, 'byte', 'bytes')}, got ${bytes}`;
}

function checkTag(key: string, value: string): string | undefined {
  if (isOutside(TAG_KEY, key.length)) return `must have a key of ${characters(TAG_KEY)}, got ${key.length}`;
  if (/^aws:/i.test(key)) return "must not begin with 'aws:', which is reserved for AWS";
  return isOutside(TAG_VALUE, value.length) ? `must have ${characters(TAG_VALUE)}, got ${value.length}` : undefined;
}

function isOutside({ min, max }: Bounds, count: number): boolean {
  return count < min || count > max;
}

function characters(bounds: Bounds): string {
  return amount(bounds, 'character', 'characters');
}

/** The differences between two contents, a line for each. */
export function differences(before: Content | undefined, after: Content): string[] {
  return [
    ...difference(KEYS.path, before?.templateFilePath, after.templateFilePath),
    ...entryDifferences(KEYS.parameters, before?.parameters, after.parameters),
    ...entryDifferences(KEYS.tags, before?.tags, after.tags),
  ];
}

function entryDifferences(section: string, before: Entries = {}, after: Entries | undefined): string[] {
  if (!after) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    difference(`${section}.${shownName(name)}`, own(before, name), own(after, name), name),
  );
}

function difference(what: string, before: string | undefined, after: string | undefined, name?: string): string[] {
  if (before === after) return [];
  if (after === undefined) return [`- ${what}: ${shownInShort(before ?? '', name)}`];
  if (before === undefined) return [`+ ${what}: ${shownInShort(after, name)}`];
  return [`~ ${what}: ${shownInShort(before, name)} → ${shownInShort(after, name)}`];
}

function own(entries: Entries, name: string): string | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
