/** The text of the first element of a name, as it stands there. */
export function textIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)`).exec(xml)?.[1];
}
