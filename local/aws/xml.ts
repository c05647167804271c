/** The contents of the outermost elements of a name, in their order: text, or markup. */
export function elements(xml: string, name: string): string[] {
  const contents: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: tag, index } of xml.matchAll(new RegExp(`</?${name}>`, 'g'))) {
    if (tag.startsWith('</')) {
      depth -= 1;
      if (depth === 0) contents.push(unescaped(xml.slice(start, index)));
    } else {
      if (depth === 0) start = index + tag.length;
      depth += 1;
    }
  }
  return contents;
}

/** The text of the first element of a name; empty when there is none. */
export function element(xml: string, name: string): string {
  return elements(xml, name)[0] ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(content: string): string {
  if (content.includes('<')) return content; // markup: its texts are unescaped when they are read
  return content
    .replaceAll(/&#(?:x([\da-f]+)|(\d+));/gi, (_, hex, decimal) =>
      String.fromCodePoint(Number(hex ? `0x${hex}` : decimal)),
    )
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name]);
}
