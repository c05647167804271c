/** The text as one line: without what breaks a line, cannot be seen, or turns the direction in which people read. */
export function oneLine(text: string, most = Number.POSITIVE_INFINITY): string {
  const characters = [...text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim()];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

/** The words of somebody else, for a message that a person acts on: one line, in quotes that it cannot end. */
export function quoted(text: string, most = 2_000): string {
  return `"${oneLine(text, most).replace(/["\p{Pi}\p{Pf}\uff02]/gu, "'")}"`;
}
