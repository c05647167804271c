/** The text as one line: without what breaks a line, cannot be seen, or turns the direction in which people read. */
export function oneLine(text: string, most = Number.POSITIVE_INFINITY): string {
  const line = text.replace(/[\p{C}\p{Z}\p{DI}\u2800]+/gu, ' ').replace(/(\p{M}{2})\p{M}+/gu, '$1');
  const characters = [...line.trim()];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

/** What ends a quote, or looks as if it did. */
const QUOTES =
  /["\p{Pi}\p{Pf}\u02b9-\u02ff\u05f4\u201e\u2032-\u2057\u275d-\u2760\u3003\u301d-\u301f\uff02\u{1f676}-\u{1f678}]/gu;

/** The words of somebody else as they may stand between double quotes: one line, and nothing that a mail makes a link of. */
export function tame(text: string, most: number): string {
  return oneLine(text.replaceAll('://', ': //'), most).replace(QUOTES, "'");
}

/** The words of somebody else, for a message that a person acts on: one line, in quotes that it cannot end. */
export function quoted(text: string, most = 2_000): string {
  return `"${tame(text, most)}"`;
}
