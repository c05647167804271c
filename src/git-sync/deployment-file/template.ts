import { CfnElement, type CfnParameter, type Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Document, parseDocument } from 'yaml';
import { throwIfInvalid, validationError } from '../../private/errors';
import { TEMPLATE_BYTES, TEMPLATE_SECTIONS } from '../../private/limits';
import { isDynamicReference, kindOfSecret } from '../../private/secrets';
import { shownName } from '../../private/texts';
import { type Entries, WAYS_OUT_FOR_SECRETS } from './content';
import { readText } from './working-tree';

/** A parameter as a template declares it. */
export interface Declared {
  readonly type: string;
  readonly hasDefault: boolean;
  readonly noEcho: boolean;
}

export type DeclaredParameters = ReadonlyMap<string, Declared>;

/** What is to be known of a template: what it declares, and in what CloudFormation would not take it. */
export interface Template {
  readonly parameters: DeclaredParameters;
  readonly violations: string[];
}

/** A template from a file, JSON or YAML. */
export function readTemplateFile(path: string): Template {
  const refuse = (violation: string) => validationError('InvalidTemplate', violation, undefined);
  const text = readText(path);
  if (text === undefined) throw refuse(`there is no template '${path}'`);
  const tooLarge = checkSize(path, text);
  throwIfInvalid('InvalidTemplate', tooLarge, undefined);
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const error = document.errors[0];
  if (error) throw refuse(`the template '${path}' is neither JSON nor YAML: ${error.code} at offset ${error.pos[0]}`);
  const template = toRecord(document);
  if (!template) throw refuse(`the template '${path}' must be a mapping with the key 'Resources'`);
  return { parameters: parametersOf(template), violations: checkCounts(`the template '${path}'`, template) };
}

function toRecord(document: Document): Record<string, unknown> | undefined {
  try {
    const template = document.toJS();
    return isRecord(template) ? template : undefined;
  } catch {
    return undefined; // its references have no target, or make too much of it
  }
}

/** What a template has too much of. */
export function checkCounts(name: string, template: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(TEMPLATE_SECTIONS).flatMap(([section, most]) => {
    const count = isRecord(template[section]) ? Object.keys(template[section]).length : 0;
    if (section === 'Resources' && count === 0)
      return [`${name} must have a resource: CloudFormation takes none without`];
    return count > most
      ? [`${name} must have at most ${most} ${section.toLowerCase()}, got ${count}: split the stack`]
      : [];
  });
}

/** What is in a template that must not stand in Git. */
export function checkSecrets(name: string, template: Readonly<Record<string, unknown>>): string[] {
  const way = 'refer to it by SecretValue.secretsManager or SecretValue.ssmSecure';
  return Object.entries(template).flatMap(([section, entries]) =>
    Object.entries(isRecord(entries) ? entries : {}).flatMap(([id, entry]) => {
      const secret = kindOfSecret(JSON.stringify(entry));
      if (secret) return [`${name}: ${section}.${id} holds ${secret}, which must not stand in Git: ${way}`];
      if (section !== 'Parameters' || !hasSecretDefault(entry)) return [];
      return [`${name}: ${section}.${id} has NoEcho and a default, which stands in Git: leave the default out`];
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

/** The parameters that a stack has so far. */
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

/** What values do not fit what a template declares. */
export function checkAgainstTemplate(values: Entries, declared: DeclaredParameters): string[] {
  const names = [...declared.keys()].join(', ') || 'none';
  const unfit = Object.entries(values).flatMap(([name, value]) => {
    const parameter = declared.get(name);
    if (!parameter) return [`'parameters.${shownName(name)}' is not declared by the template, which declares ${names}`];
    const stands = parameter.noEcho && !isReference(parameter, value);
    return stands
      ? [`'parameters.${name}' is declared with NoEcho, so its value must not stand in Git: ${WAYS_OUT_FOR_SECRETS}`]
      : [];
  });
  const missing = [...declared].filter(([name, { hasDefault }]) => !hasDefault && !Object.hasOwn(values, name));
  return [...unfit, ...missing.map(([name]) => `'parameters.${name}' must have a value: the template has no default`)];
}

/** Whether the value only says where the real one is. */
function isReference({ type }: Pick<Declared, 'type'>, value: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::') || isDynamicReference(value) || Token.isUnresolved(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
