import { StringConcat, Token, Tokenization } from 'aws-cdk-lib';

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
  return value === undefined || Token.isUnresolved(value) ? [] : checkKnown(name, value, constraint);
}

/** Checks what is known of a text even where a part of it is a token. */
function checkKnown(name: string, text: string, constraint: StringConstraint): string[] {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, form } = constraint;
  const known = withoutTokens(text, 'x');
  if (known.length < min || known.length > max) {
    return [`'${name}' must have ${range(min, max)} characters, got ${known.length}: ${quote(text)}`];
  }
  if (pattern && !pattern.test(known)) return [`'${name}' must be ${form}, got ${quote(text)}`];
  return [];
}

/**
 * The name of a stack that Git sync updates: as CloudFormation takes it, and no longer than Git sync does. It is part of
 * ARNs in policies, so what is known of it is checked even where a part of it is a token.
 */
export function checkStackName(stackName: string): string[] {
  const form = 'letters, digits and hyphens, beginning with a letter';
  const constraint = { min: 1, max: 100, pattern: /^[A-Za-z][A-Za-z0-9-]*$/, form };
  return checkKnown('stackName', stackName, constraint);
}

/**
 * The name of a branch or a tag, as Git takes it. What looks like a pattern, or like a variable of a policy, is none, nor
 * is it beside a token.
 */
export function checkGitName(name: string, value: string): string[] {
  const form = "a name in Git, such as 'main' or 'release/1.0', without 'refs/heads/', wildcards and variables";
  const pattern = /^(?!\/|refs\/|.*\$\{)[^\s~^:?*[\\\p{Cc}]+$/u;
  return checkKnown(name, value, { min: 1, max: 255, pattern, form });
}

/** In a policy a wildcard makes several things of one, and IAM replaces a variable, whichever the operator is. */
const NOT_LITERAL = /[*?\p{Cc}]|\$\{/u;
const NOT_WITH_WILDCARDS = /\p{Cc}|\$\{/u;

/** Whether a text in a policy means one thing, the text itself, as far as it is known at synth. */
export function isLiteral(text: string): boolean {
  return !NOT_LITERAL.test(withoutTokens(text, ''));
}

/** A value of a condition that is meant as it stands. */
export function checkLiteral(name: string, text: string): string[] {
  if (!isLiteral(text)) {
    return [`'${name}' must be without wildcards (*, ?), variables (\${…}) and line breaks, got ${quote(text)}`];
  }
  return checkString(name, text, { min: 1 });
}

/** A value of a condition that may have wildcards. */
export function checkWildcards(name: string, text: string): string[] {
  if (NOT_WITH_WILDCARDS.test(withoutTokens(text, ''))) {
    return [`'${name}' may have wildcards (*, ?), but no variables (\${…}) and line breaks, got ${quote(text)}`];
  }
  return checkString(name, text, { min: 1 });
}

/** A text with something else in place of its tokens, to look at what is known of it. */
export function withoutTokens(text: string, placeholder: string): string {
  if (!Token.isUnresolved(text)) return text;
  return Tokenization.reverseString(text)
    .mapTokens({ mapToken: () => placeholder as never })
    .join(new StringConcat());
}

export function checkCount(name: string, values: unknown[] | undefined, min: number, max: number): string[] {
  if (values === undefined || Token.isUnresolved(values) || (values.length >= min && values.length <= max)) return [];
  return [`'${name}' must have ${range(min, max)} entries, got ${values.length}`];
}

/** What is wrong with a text, by the name of the prop that it is a value of. */
export type TextCheck = (name: string, text: string) => string[];

/** Checks a list and each text in it. An empty list would let nothing through, where an absent one lets everything. */
export function checkEach(name: string, texts: string[] | undefined, check: TextCheck): string[] {
  if (texts === undefined || Token.isUnresolved(texts)) return [];
  return [...checkCount(name, texts, 1, Number.POSITIVE_INFINITY), ...texts.flatMap((text) => check(name, text))];
}

function range(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

/** A text for a message, in which a token is called one. */
export function shown(value: string): string {
  return JSON.stringify(withoutTokens(value, '<token>'));
}

function quote(value: string): string {
  const text = shown(value);
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}
