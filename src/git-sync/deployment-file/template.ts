import { CfnElement, type CfnParameter, type Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Document, parseDocument } from 'yaml';
import { ErrorCode } from '../../error-code';
import { throwIfInvalid, validationError } from '../../private/errors';
import { TEMPLATE_BYTES, TEMPLATE_SECTIONS } from '../../private/limits';
import { isDynamicReference, kindOfSecret } from '../../private/secrets';
import { shownName } from '../../private/texts';
import { type Entries, SECRET_REMEDY } from './content';
import { readText } from './working-tree';

/** A parameter as a template declares it. */
export interface Declared {
  readonly type: string;
  readonly hasDefault: boolean;
  readonly noEcho: boolean;
}

export type DeclaredParameters = ReadonlyMap<string, Declared>;

/** The parameters that a template declares, and the reasons for which CloudFormation would refuse it. */
export interface Template {
  readonly parameters: DeclaredParameters;
  readonly violations: string[];
}

/** Reads a template from a JSON or YAML file. */
export function readTemplateFile(path: string): Template {
  const refuse = (violation: string) => validationError(ErrorCode.INVALID_TEMPLATE, violation, undefined);
  const text = readText(path);
  if (text === undefined) throw refuse(`the template '${path}' does not exist`);
  const tooLarge = checkSize(path, text);
  throwIfInvalid(ErrorCode.INVALID_TEMPLATE, tooLarge, undefined);
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const error = document.errors[0];
  if (error) throw refuse(`the template '${path}' is neither JSON nor YAML: ${error.code} at offset ${error.pos[0]}`);
  const template = toRecord(document);
  if (!template) throw refuse(`the template '${path}' must be a mapping with the key 'Resources', got something else`);
  return { parameters: parametersOf(template), violations: checkCounts(`the template '${path}'`, template) };
}

function toRecord(document: Document): Record<string, unknown> | undefined {
  try {
    const template = document.toJS();
    return isRecord(template) ? template : undefined;
  } catch {
    return undefined; // its aliases have no target, or expand to too much
  }
}

/** Checks that a template has resources, and no more entries than CloudFormation allows. */
export function checkCounts(name: string, template: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(TEMPLATE_SECTIONS).flatMap(([section, max]) => {
    const count = isRecord(template[section]) ? Object.keys(template[section]).length : 0;
    if (section === 'Resources' && count === 0) return [`${name} must have at least 1 resource, got none`];
    return count > max
      ? [`${name} must have at most ${max} ${section.toLowerCase()}, got ${count}: split the stack`]
      : [];
  });
}

/** Finds secrets in a template, which must not be stored in Git. */
export function checkSecrets(name: string, template: Readonly<Record<string, unknown>>): string[] {
  const remedy = 'refer to it with SecretValue.secretsManager or SecretValue.ssmSecure';
  return Object.entries(template).flatMap(([section, entries]) =>
    Object.entries(isRecord(entries) ? entries : {}).flatMap(([id, entry]) => {
      const secret = kindOfSecret(JSON.stringify(entry));
      if (secret) return [`${name}: ${section}.${id} contains ${secret}, which must not be stored in Git: ${remedy}`];
      if (section !== 'Parameters' || !hasSecretDefault(entry)) return [];
      return [
        `${name}: ${section}.${id} has NoEcho and a default value, which would be stored in Git: remove the default`,
      ];
    }),
  );
}

function hasSecretDefault(parameter: unknown): boolean {
  const { Default, NoEcho, Type } = isRecord(parameter) ? parameter : {};
  if (String(NoEcho) !== 'true' || typeof Default !== 'string' || Default === '') return false;
  return !isReference({ type: String(Type) }, Default);
}

export function checkSize(name: string, text: string): string[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= TEMPLATE_BYTES) return [];
  return [`${name} must have at most ${TEMPLATE_BYTES} bytes, got ${bytes}: split the stack`];
}

export function parametersOf(template: Readonly<Record<string, unknown>>): DeclaredParameters {
  const declared = isRecord(template.Parameters) ? Object.entries(template.Parameters) : [];
  return new Map(
    declared.map(([name, value]) => {
      const { Type, Default, NoEcho } = isRecord(value) ? value : {};
      return [name, { type: String(Type), hasDefault: Default !== undefined, noEcho: String(NoEcho) === 'true' }];
    }),
  );
}

/** The parameters that have been added to a stack so far. */
export function parametersOfStack(stack: Stack): DeclaredParameters {
  const parameters = stack.node.findAll().filter((construct) => isParameter(construct) && construct.stack === stack);
  return new Map(
    (parameters as CfnParameter[]).map(({ logicalId, type, noEcho, default: value }) => {
      return [stack.resolve(logicalId) as string, { type, hasDefault: value !== undefined, noEcho }];
    }),
  );
}

function isParameter(construct: IConstruct): construct is CfnParameter {
  return CfnElement.isCfnElement(construct) && 'noEcho' in construct && 'valueAsString' in construct;
}

/** Checks that values match the parameters that a template declares. */
export function checkAgainstTemplate(values: Entries, declared: DeclaredParameters): string[] {
  const names = [...declared.keys()].join(', ') || 'none';
  const mismatches = Object.entries(values).flatMap(([name, value]) => {
    const parameter = declared.get(name);
    if (!parameter)
      return [`'parameters.${shownName(name)}' is not a parameter of the template, which declares ${names}`];
    const isExposed = parameter.noEcho && !isReference(parameter, value);
    return isExposed
      ? [`'parameters.${name}' is declared with NoEcho, so its value must not be stored in Git: ${SECRET_REMEDY}`]
      : [];
  });
  const missing = [...declared].filter(([name, { hasDefault }]) => !hasDefault && !Object.hasOwn(values, name));
  return [
    ...mismatches,
    ...missing.map(([name]) => `'parameters.${name}' must have a value, got none: the template has no default`),
  ];
}

/** Whether the value only refers to the real one. */
function isReference({ type }: Pick<Declared, 'type'>, value: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::') || isDynamicReference(value) || Token.isUnresolved(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
