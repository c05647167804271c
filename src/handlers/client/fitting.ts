/**
 * As many of the texts as take so many bytes in JSON.
 *
 * @param between the bytes that each takes besides
 */
export function fitting(texts: string[], bytes: number, between: number): string[] {
  let left = bytes;
  const end = texts.findIndex((text) => {
    left -= Buffer.byteLength(JSON.stringify(text).slice(1, -1)) + between;
    return left < 0;
  });
  return end < 0 ? texts : texts.slice(0, end);
}
