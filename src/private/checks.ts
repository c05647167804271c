import { Token } from 'aws-cdk-lib';
import { type Bounds, BRANCH, STACK_NAME, type TextLimit } from './limits';
import { shownInShort, withoutTokens } from './texts';

/**
 * Checks of single values, for props that CloudFormation or the API constrains. Each returns what is wrong, as
 * sentences; nothing when the value is good, absent, or not known before deployment.
 */

/** What a text must look like. */
export type TextConstraint = Partial<TextLimit>;

export function checkString(name: string, value: string | undefined, constraint: TextConstraint): string[] {
  return value === undefined || Token.isUnresolved(value) ? [] : checkKnown(name, value, constraint);
}

/** Checks what is known of a text even where a part of it is a token. */
export function checkKnown(name: string, text: string, constraint: TextConstraint): string[] {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, form } = constraint;
  const known = withoutTokens(text, 'x');
  if (known.length < min || known.length > max) {
    const expected = amount(constraint, 'character', 'characters');
    return [`'${name}' must have ${expected}, got ${known.length}: ${shownInShort(text)}`];
  }
  if (pattern && !pattern.test(known)) return [`'${name}' must be ${form}, got ${shownInShort(text)}`];
  return [];
}

/**
 * The name of a stack that Git sync updates. It is part of ARNs in policies, so what is known of it is checked even where
 * a part of it is a token.
 */
export function checkStackName(stackName: string): string[] {
  return checkKnown('stackName', stackName, STACK_NAME);
}

/** The name of a branch or a tag, as far as it is known: it is part of policies and of the filters of webhooks. */
export function checkGitName(name: string, value: string): string[] {
  return checkKnown(name, value, BRANCH);
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
    return [`'${name}' must be without wildcards (*, ?), variables (\${…}) and line breaks, got ${shownInShort(text)}`];
  }
  return checkString(name, text, { min: 1 });
}

/** A value of a condition that may have wildcards. */
export function checkWildcards(name: string, text: string): string[] {
  if (NOT_WITH_WILDCARDS.test(withoutTokens(text, ''))) {
    return [`'${name}' may have wildcards (*, ?), but no variables (\${…}) and line breaks, got ${shownInShort(text)}`];
  }
  return checkString(name, text, { min: 1 });
}

/** How many entries a list has. */
export function checkCount(name: string, values: unknown[] | undefined, { min = 0, max }: Partial<Bounds>): string[] {
  if (values === undefined || Token.isUnresolved(values)) return [];
  const { length } = values;
  if (length >= min && (max === undefined || length <= max)) return [];
  return [`'${name}' must have ${amount({ min, max }, 'entry', 'entries')}, got ${length}`];
}

/** An empty list would let nothing through, where an absent one lets everything. */
export function checkNotEmpty(name: string, values: unknown[] | undefined): string[] {
  return checkCount(name, values, { min: 1 });
}

/** What is wrong with a text, by the name of the prop that it is a value of. */
export type TextCheck = (name: string, text: string) => string[];

/** Checks a list and each text in it. */
export function checkEach(name: string, texts: string[] | undefined, check: TextCheck): string[] {
  if (texts === undefined || Token.isUnresolved(texts)) return [];
  return [...checkNotEmpty(name, texts), ...texts.flatMap((text) => check(name, text))];
}

/** How many there must be, in words. */
export function amount({ min = 0, max }: Partial<Bounds>, one: string, many: string): string {
  if (max === undefined) return `at least ${min} ${min === 1 ? one : many}`;
  return `${min === max ? max : `${min} to ${max}`} ${max === 1 ? one : many}`;
}
