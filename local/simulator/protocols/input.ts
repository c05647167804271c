import { ServiceError } from '../errors.ts';
import { isStructure } from '../model/values.ts';

/** How deep an input may be nested. No input of the API is nested half as deep. */
export const DEEPEST = 10;

/** The input in a body that was read. */
export function inputOf(value: unknown): object {
  if (isDeeper(value, DEEPEST)) {
    throw unreadable(`is nested deeper than ${DEEPEST} levels`);
  }
  if (!isStructure(value)) {
    throw unreadable('is no structure');
  }
  return value;
}

export const unreadable = (problem: string) =>
  new ServiceError('SerializationException', `The body of the request ${problem}`);

function isDeeper(value: unknown, levels: number): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1)))
  );
}
