/** A part of a path, as a person reads it; as it is, if it is not well-formed. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
