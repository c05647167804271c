import { Token } from 'aws-cdk-lib';
import { type Bounds, BRANCH, STACK_NAME, type TextLimit } from './limits';
import { shownInShort, typeOf, withoutTokens } from './texts';

/**
 * Checks of single values, for props that CloudFormation or the API constrains. Each returns its violations as
 * sentences, and none if the value is valid, absent, or known only at deployment. A value of another type is a
 * violation, too: the compiler lets it through in JavaScript or as `any`.
 */

/** The constraints of a text. */
export type TextConstraint = Partial<TextLimit>;

export function checkString(name: string, value: string | undefined, constraint: TextConstraint): string[] {
  return value === undefined || Token.isUnresolved(value) ? [] : checkKnown(name, value, constraint);
}

/** Checks a text that may contain tokens. The tokens themselves are not checked. */
export function checkKnown(name: string, text: string, constraint: TextConstraint): string[] {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, form } = constraint;
  if (typeof text !== 'string') return notText(`'${name}'`, text);
  const known = withoutTokens(text, 'x');
  if (known.length < min || known.length > max) {
    const expected = amount(constraint, 'character', 'characters');
    return [`'${name}' must have ${expected}, got ${known.length}: ${shownInShort(text)}`];
  }
  if (pattern && !pattern.test(known)) return [`'${name}' must be ${form}, got ${shownInShort(text)}`];
  return [];
}

/** Refuses a value that is not a text, and one that is absent, for checks of what is required. */
export function checkText(name: string, value: unknown): string[] {
  return typeof value === 'string' ? [] : notText(`'${name}'`, value);
}

/** The same with constraints. A text that is known only at deployment is not checked further. */
export function checkRequiredString(name: string, value: string, constraint: TextConstraint): string[] {
  return value === undefined ? checkText(name, value) : checkString(name, value, constraint);
}

function notText(name: string, value: unknown): string[] {
  return [`${name} must be a text, got ${typeOf(value)}`];
}

/**
 * Checks the name of a stack that Git sync updates. It is part of ARNs in policies, so a name that contains tokens is
 * checked too.
 */
export function checkStackName(stackName: string): string[] {
  return checkKnown('stackName', stackName, STACK_NAME);
}

/** Checks the name of a branch or a tag, also one that contains tokens: it is part of policies and webhook filters. */
export function checkGitName(name: string, value: string): string[] {
  return checkKnown(name, value, BRANCH);
}

/** A wildcard in a policy matches several resources, and IAM replaces a variable whatever the operator is. */
const NOT_LITERAL = /[*?\p{Cc}]|\$\{/u;
const NOT_WITH_WILDCARDS = /\p{Cc}|\$\{/u;

/** Whether a text in a policy matches only itself. Its tokens are not checked. */
export function isLiteral(text: string): boolean {
  return !NOT_LITERAL.test(withoutTokens(text, ''));
}

/** Checks a value of a condition that must match exactly. */
export function checkLiteral(name: string, text: string): string[] {
  if (!isLiteral(text)) {
    return [`'${name}' must not contain wildcards (*, ?), variables (\${…}) or line breaks, got ${shownInShort(text)}`];
  }
  return checkString(name, text, { min: 1 });
}

/** Checks a value of a condition that may contain wildcards. */
export function checkWildcards(name: string, text: string): string[] {
  if (NOT_WITH_WILDCARDS.test(withoutTokens(text, ''))) {
    return [
      `'${name}' may contain wildcards (*, ?), but no variables (\${…}) or line breaks, got ${shownInShort(text)}`,
    ];
  }
  return checkString(name, text, { min: 1 });
}

/** Checks the number of entries of a list. */
export function checkCount(name: string, values: unknown[] | undefined, { min = 0, max }: Partial<Bounds>): string[] {
  if (values === undefined || Token.isUnresolved(values)) return [];
  if (!Array.isArray(values)) return [`'${name}' must be a list, got ${typeOf(values)}`];
  const { length } = values;
  if (length >= min && (max === undefined || length <= max)) return [];
  return [`'${name}' must have ${amount({ min, max }, 'entry', 'entries')}, got ${length}`];
}

/** Refuses an empty list, which would allow nothing, whereas an absent list allows everything. */
export function checkNotEmpty(name: string, values: unknown[] | undefined): string[] {
  return checkCount(name, values, { min: 1 });
}

/** Returns the violations of a text that is a value of the named prop. */
export type TextCheck = (name: string, text: string) => string[];

/** Checks a list that may be absent, and each text in it. */
export function checkEach(name: string, texts: string[] | undefined, check: TextCheck): string[] {
  if (texts === undefined || Token.isUnresolved(texts)) return [];
  const violations = checkNotEmpty(name, texts);
  if (violations.length > 0) return violations;
  return texts.flatMap((text) =>
    typeof text === 'string' ? check(name, text) : notText(`an entry of '${name}'`, text),
  );
}

/** Checks a list that is required, and each text in it: where an absent list means everything, nobody gets that by mistake. */
export function checkRequiredTexts(name: string, texts: string[], check: TextCheck): string[] {
  if (texts === undefined) return [`'${name}' must be a list with at least one entry, got undefined`];
  return checkEach(name, texts, check);
}

/** The expected number, in words. */
export function amount({ min = 0, max }: Partial<Bounds>, one: string, many: string): string {
  if (max === undefined) return `at least ${min} ${min === 1 ? one : many}`;
  return `${min === max ? max : `${min} to ${max}`} ${max === 1 ? one : many}`;
}
