/**
 * The text as one line: without line breaks, invisible characters, and characters that change the direction of text.
 */
export function oneLine(text: string, most = Number.POSITIVE_INFINITY): string {
  const line = text.replace(/[\p{C}\p{Z}\p{DI}\u2800]+/gu, ' ').replace(/(\p{M}{2})\p{M}+/gu, '$1');
  const characters = [...line.trim()];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

/** The text with commits of 40 digits as Git shows them in short. */
export const shortCommits = (text: string): string => text.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, '$1');

/** Characters that end a quote, or look as if they did. */
const QUOTES =
  /["\p{Pi}\p{Pf}\u02b9-\u02ff\u05f4\u201e\u2032-\u2057\u275d-\u2760\u3003\u301d-\u301f\uff02\u{1f676}-\u{1f678}]/gu;

/** Untrusted text that is safe between double quotes: one line, without URLs that mail clients turn into links. */
export function tame(text: string, most: number): string {
  return oneLine(text.replaceAll('://', ': //'), most).replace(QUOTES, "'");
}

/** Untrusted text for a message that a person acts on: one line, in quotes that it cannot end. */
export function quoted(text: string, most = 2_000): string {
  return `"${tame(text, most)}"`;
}
