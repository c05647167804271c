/**
 * As many of the texts, from the first one, as fit into a number of bytes in JSON.
 *
 * @param between the additional bytes for each text
 */
export function fitting(texts: string[], bytes: number, between: number): string[] {
  let left = bytes;
  const end = texts.findIndex((text) => {
    left -= Buffer.byteLength(JSON.stringify(text).slice(1, -1)) + between;
    return left < 0;
  });
  return end < 0 ? texts : texts.slice(0, end);
}
