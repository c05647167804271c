import { Token } from 'aws-cdk-lib';

/**
 * Checks of single values, for props that CloudFormation or the API constrains. Each returns what is wrong, as
 * sentences; nothing when the value is good, absent, or not known before deployment.
 */

/** What a string must look like. */
export interface StringConstraint {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** The pattern in words. */
  readonly form?: string;
}

export function checkString(name: string, value: string | undefined, constraint: StringConstraint): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, form } = constraint;
  if (value.length < min || value.length > max) {
    return [`'${name}' must have ${range(min, max)} characters, got ${value.length}: ${quote(value)}`];
  }
  if (pattern && !pattern.test(value)) return [`'${name}' must be ${form}, got ${quote(value)}`];
  return [];
}

export function checkCount(name: string, values: unknown[] | undefined, min: number, max: number): string[] {
  if (values === undefined || Token.isUnresolved(values) || (values.length >= min && values.length <= max)) return [];
  return [`'${name}' must have ${range(min, max)} entries, got ${values.length}`];
}

function range(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

function quote(value: string): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}
