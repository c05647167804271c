import { Tokenization } from 'aws-cdk-lib';
import { withoutTokens } from './texts';

/**
 * Regular expressions as the filters of CodeBuild's webhooks are: each is looked for anywhere in a value, so what is
 * not anchored takes more than it says.
 */

/** Stands for a token. No name that was checked has it. */
const UNKNOWN = '\0';

/** What matches a text, and nothing else. What a token stands for is a pattern within the anchors. */
export function exactly(text: string): string {
  const { tokens } = Tokenization.reverseString(text);
  const known = withoutTokens(text, UNKNOWN)
    .split(UNKNOWN)
    .map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return `^${known.map((part, i) => (i === 0 ? part : `(${tokens[i - 1]})${part}`)).join('')}$`;
}

/** Whether a pattern is anchored at its beginning, as far as it is known: each alternative of it. */
export function isAnchoredAtStart(pattern: string): boolean {
  const isAnchoredHere = (alternative: string) => /^\^(?![?*{])/.test(alternative) || alternative[0] === UNKNOWN;
  return alternativesOf(pattern)?.every(isAnchoredHere) ?? false;
}

/** Whether a pattern is anchored at both ends, as far as it is known: each alternative of it. */
export function isAnchored(pattern: string): boolean {
  const isAnchoredAtEnd = (alternative: string) =>
    /(?<!\\)(?:\\\\)*\$$/.test(alternative) || alternative.endsWith(UNKNOWN);
  return isAnchoredAtStart(pattern) && (alternativesOf(pattern)?.every(isAnchoredAtEnd) ?? false);
}

/** Of letters, the common shorthands only: others begin what ends later, as \Q does, or take what follows, as \c does. */
const ESCAPE = String.raw`\\(?:[dDwWsSbBtrn]|[^A-Za-z0-9${UNKNOWN}])`;
/** A class has none in it, is none of two, and does not begin with its end. */
const CLASS = String.raw`\[(?!\^?\])(?:${ESCAPE}|[^\\[\]&]|&(?!&))+\]`;
/** Of groups, the plain ones, those that capture nothing, and those that look ahead or behind: no flags, no comments. */
const GROUP = String.raw`\((?![?*])|\(\?(?:[:=!]|<[=!])`;
const PART = new RegExp(String.raw`${ESCAPE}|${CLASS}|${GROUP}|[^\\[(]`, 'g');

/**
 * The alternatives of a pattern, but for those within groups. A NUL stands for each token.
 *
 * Which dialect CodeBuild takes is not documented. So these are of the small language that the usual ones read alike:
 * of a pattern outside of it, nothing is known.
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
