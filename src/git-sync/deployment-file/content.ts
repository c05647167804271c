import { Token } from 'aws-cdk-lib';
import { checkCount } from '../../private/checks';
import { checkRepositoryPath } from './repository-path';
import { kindOfSecret, shown, shownName } from './secrets';

/** The keys of a deployment file. AWS documents no others. */
export const KEYS = { path: 'template-file-path', parameters: 'parameters', tags: 'tags' } as const;

export type Entries = Readonly<Record<string, string>>;

/** The content of a deployment file. An absent section leaves that section of an existing file unchanged. */
export interface Content {
  readonly templateFilePath: string;
  readonly parameters?: Entries;
  readonly tags?: Entries;
}

/** The limits of CloudFormation. */
const MAX_NAME = 255;
const MAX_VALUE_BYTES = 4096;
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;

/** The limit of Git sync, for parameters and for tags. */
const MAX_ENTRIES = 50;

const SECRETS_MANAGER = "'{{resolve:secretsmanager:<name>}}'";
const SSM_SECURE = "'{{resolve:ssm-secure:<name>}}'";

/** The ways to pass a secret to CloudFormation without storing it in Git. */
export const SECRET_REMEDY = `give a dynamic reference such as ${SECRETS_MANAGER} or ${SSM_SECURE}, or declare the parameter with a type AWS::SSM::Parameter::Value<…> and give the name of that SSM parameter`;

/** Checks the content without a template. No violation repeats the value of a secret. */
export function checkContent({ templateFilePath, parameters, tags }: Content): string[] {
  return [
    ...checkRepositoryPath(KEYS.path, templateFilePath),
    ...checkEntries('parameters', parameters, checkParameter),
    ...checkEntries('tags', tags, checkTag),
  ];
}

type Check = (name: string, value: string) => string | undefined;

function checkEntries(name: 'parameters' | 'tags', entries: Entries | undefined, check: Check): string[] {
  const all = Object.entries(entries ?? {});
  return [
    ...checkCount(name, all, 0, MAX_ENTRIES),
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
  if (name.length < 1 || name.length > MAX_NAME) {
    return `must have a name of 1 to ${MAX_NAME} characters, got ${name.length}`;
  }
  if (!/^[A-Za-z0-9]+$/.test(name)) return 'must have a name of letters and digits only';
  const bytes = Buffer.byteLength(value);
  return bytes > MAX_VALUE_BYTES ? `must have 0 to ${MAX_VALUE_BYTES} bytes, got ${bytes}` : undefined;
}

function checkTag(key: string, value: string): string | undefined {
  if (key.length < 1 || key.length > MAX_TAG_KEY) {
    return `must have a key of 1 to ${MAX_TAG_KEY} characters, got ${key.length}`;
  }
  if (/^aws:/i.test(key)) return "must not begin with 'aws:', which is reserved for AWS";
  return value.length > MAX_TAG_VALUE ? `must have 0 to ${MAX_TAG_VALUE} characters, got ${value.length}` : undefined;
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
  if (after === undefined) return [`- ${what}: ${shown(before ?? '', name)}`];
  if (before === undefined) return [`+ ${what}: ${shown(after, name)}`];
  return [`~ ${what}: ${shown(before, name)} → ${shown(after, name)}`];
}

function own(entries: Entries, name: string): string | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
