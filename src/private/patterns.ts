import { Tokenization } from 'aws-cdk-lib';
import { withoutTokens } from './checks';

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
  return alternativesOf(pattern).every((alternative) => /^\^(?![?*{])/.test(alternative) || alternative[0] === UNKNOWN);
}

/** Whether a pattern is anchored at both ends, as far as it is known: each alternative of it. */
export function isAnchored(pattern: string): boolean {
  const isAnchoredAtEnd = (alternative: string) =>
    /(?<!\\)(?:\\\\)*\$$/.test(alternative) || alternative.endsWith(UNKNOWN);
  return isAnchoredAtStart(pattern) && alternativesOf(pattern).every(isAnchoredAtEnd);
}

/** The alternatives of a pattern, but for those within groups. A NUL stands for each token. */
export function alternativesOf(pattern: string): string[] {
  const alternatives: string[] = [];
  let current = '';
  let depth = 0;
  let inClass = false;
  for (const part of withoutTokens(pattern, UNKNOWN).match(/\\?[^\\]|\\\\|\\$/gs) ?? []) {
    if (part === '|' && depth === 0 && !inClass) {
      alternatives.push(current);
      current = '';
      continue;
    }
    if (inClass) inClass = part !== ']';
    else if (part === '[') inClass = true;
    else if (part === '(') depth++;
    else if (part === ')') depth = Math.max(depth - 1, 0);
    current += part;
  }
  return [...alternatives, current];
}
