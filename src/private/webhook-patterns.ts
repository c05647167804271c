import { Tokenization } from 'aws-cdk-lib';
import { withoutTokens } from './texts';

/**
 * Regular expressions for the webhook filters of CodeBuild, which searches for a pattern anywhere in a value. A pattern
 * that is not anchored therefore matches more values than intended.
 */

/** The placeholder for a token. No checked name contains it. */
const UNKNOWN = '\0';

/** A pattern that matches this text only. The value of a token is a pattern between the anchors. */
export function exactly(text: string): string {
  const { tokens } = Tokenization.reverseString(text);
  const known = withoutTokens(text, UNKNOWN)
    .split(UNKNOWN)
    .map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return `^${known.map((part, i) => (i === 0 ? part : `(${tokens[i - 1]})${part}`)).join('')}$`;
}

/** Whether each alternative of a pattern is anchored at its beginning. A token there counts as anchored. */
export function isAnchoredAtStart(pattern: string): boolean {
  const isAnchoredHere = (alternative: string) => /^\^(?![?*{])/.test(alternative) || alternative[0] === UNKNOWN;
  return alternativesOf(pattern)?.every(isAnchoredHere) ?? false;
}

/** Whether each alternative of a pattern is anchored at both ends. A token there counts as anchored. */
export function isAnchored(pattern: string): boolean {
  const isAnchoredAtEnd = (alternative: string) =>
    /(?<!\\)(?:\\\\)*\$$/.test(alternative) || alternative.endsWith(UNKNOWN);
  return isAnchoredAtStart(pattern) && (alternativesOf(pattern)?.every(isAnchoredAtEnd) ?? false);
}

/**
 * Escapes. Of letters only the common shorthands: \Q, for example, begins a range, and \c consumes the next character.
 */
const ESCAPE = String.raw`\\(?:[dDwWsSbBtrn]|[^A-Za-z0-9${UNKNOWN}])`;
/** A class without nested classes, without intersections (&&), and without ] as its first character. */
const CLASS = String.raw`\[(?!\^?\])(?:${ESCAPE}|[^\\[\]&]|&(?!&))+\]`;
/** The beginning of a plain or non-capturing group. No flags, no comments, and no lookarounds, which RE2 lacks. */
const GROUP = String.raw`\((?![?*])|\(\?:`;
const PART = new RegExp(String.raw`${ESCAPE}|${CLASS}|${GROUP}|[^\\[(]`, 'g');

/**
 * The alternatives of a pattern outside of groups, with a NUL for each token.
 *
 * The dialect of CodeBuild is RE2. This function supports the part of it that other dialects read alike, because what
 * else RE2 has, such as flags, changes where alternatives begin and end. It returns nothing for any other pattern.
 */
export function alternativesOf(pattern: string): string[] | undefined {
  const text = withoutTokens(pattern, UNKNOWN);
  const parts = text.match(PART) ?? [];
  if (parts.join('') !== text) return undefined;
  const alternatives = [''];
  let depth = 0;
  for (const part of parts) {
    if (part[0] === '(') depth++;
    else if (part === ')') depth--;
    if (depth < 0) return undefined;
    if (part === '|' && depth === 0) alternatives.push('');
    else alternatives[alternatives.length - 1] += part;
  }
  return depth === 0 ? alternatives : undefined;
}
