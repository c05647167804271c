/** The text of the first element with a name, without unescaping. */
export function textIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)`).exec(xml)?.[1];
}
