import { splitArn } from '../client/arn';

/**
 * Reads the value of a property, or throws the violation as the end of a sentence that begins with the property's name.
 */
export type Parser<T> = (value: unknown) => T;

/** A parser for each property of a custom resource. */
export type Schema<P> = { readonly [K in keyof P]-?: Parser<P[K]> };

/** The properties that CloudFormation adds to each custom resource. */
const ALWAYS_THERE = ['ServiceToken', 'ServiceTimeout'];

/**
 * Parses the properties of a custom resource, which arrive as strings.
 *
 * @param refuseUnknown whether unknown properties are an error. They must not be in a rollback or a deletion, where the
 * event may have the properties of another version of this library
 * @throws when a property is not valid, with all violations in one error
 */
export function parseProperties<P>(schema: Schema<P>, raw: Record<string, unknown>, refuseUnknown: boolean): P {
  const violations: string[] = [];
  const parsed: Partial<P> = {};
  for (const name of Object.keys(schema) as (keyof P & string)[]) {
    try {
      parsed[name] = schema[name](raw[name]);
    } catch (error) {
      violations.push(`${name} ${(error as Error).message}, got ${quote(raw[name])}`);
    }
  }
  if (refuseUnknown) {
    const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(schema, name) && !ALWAYS_THERE.includes(name));
    violations.push(...unknown.map((name) => `${name} is not a property of this resource`));
  }
  if (violations.length > 0) throw new Error(violations.join('; '));
  return parsed as P;
}

/** An ARN of this service, with either prefix. */
export function connectionsArn(resource: 'connection' | 'host' | 'repository-link'): Parser<string> {
  return (value) => {
    const parts = typeof value === 'string' ? splitArn(value) : undefined;
    const known = parts && /^(codeconnections|codestar-connections)$/.test(parts.service);
    if (known && parts.resource.startsWith(`${resource}/`)) return value as string;
    throw new Error(`must be the ARN of a ${resource}`);
  };
}

export const topicArn: Parser<string> = (value) => {
  const parts = typeof value === 'string' ? splitArn(value) : undefined;
  if (parts?.service === 'sns') return value as string;
  throw new Error('must be the ARN of an SNS topic');
};

export function integer(min: number, max: number): Parser<number> {
  return (value) => {
    const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (Number.isInteger(number) && (number as number) >= min && (number as number) <= max) return number as number;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  };
}

export const flag: Parser<boolean> = (value) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Error('must be true or false');
};

/** A text with a minimum and a maximum number of characters. */
export function text(min: number, max = Number.POSITIVE_INFINITY): Parser<string> {
  return (value) => {
    if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
    throw new Error(`must be a text${max < Infinity ? ` of ${min} to ${max} characters` : ''}`);
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Parser<T> {
  return (value) => {
    if ((values as readonly unknown[]).includes(value)) return value as T;
    throw new Error(`must be ${values.join(' or ')}`);
  };
}

export function list<T>(parser: Parser<T>): Parser<T[]> {
  return (value) => {
    if (Array.isArray(value) && value.length > 0) return value.map(parser);
    throw new Error('must be a list with at least 1 entry');
  };
}

/** Texts by name, in alphabetical order, so that another order is not a change. */
export const texts: Parser<Readonly<Record<string, string>>> = (value) => {
  const entries = typeof value === 'object' && value && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length > 0 && entries.every(([, text]) => typeof text === 'string')) {
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  throw new Error('must be an object with at least 1 text');
};

/** A value that the handler does not read, because only its changes matter. */
export const anything: Parser<unknown> = (value) => value;

export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return (value) => (value === undefined ? undefined : parser(value));
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
