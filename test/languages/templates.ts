import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that CloudFormation gets in another form than expected. */
export interface Difference {
  /** The logical id of what differs, or the name of a section of the template. */
  readonly id: string;
  /** Where in it, for example `Properties.Tags.0`. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

interface Artifact {
  readonly type: string;
  readonly environment: string;
  readonly properties: Record<string, unknown> & { readonly templateFile: string };
}

/** The sections of a template: most hold what they define by its logical id. */
export type Template = Readonly<Record<string, unknown>>;

/** The templates of a cloud assembly by the stack's name, with what CloudFormation is told beside them. */
export function templates(assembly: string): Record<string, Template> {
  const read = (file: string) => JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  const stacks = Object.entries<Artifact>(read('manifest.json').artifacts).filter(
    ([, { type }]) => type === 'aws:cloudformation:stack',
  );
  return Object.fromEntries(
    stacks.map(([name, { environment, properties }]) => [
      name,
      { ...read(properties.templateFile), Deployment: { environment, properties } },
    ]),
  );
}

/** How templates differ, section by section and resource by resource. The order of keys is of no importance. */
export function differences(expected: Record<string, Template>, actual: Record<string, Template>): Difference[] {
  return keys(expected, actual).flatMap((stack) =>
    keys(expected[stack], actual[stack]).flatMap((section) => {
      const [one, other] = [expected[stack]?.[section] ?? {}, actual[stack]?.[section] ?? {}];
      if (!isObject(one) || !isObject(other)) return compare(section, [], one, other);
      return keys(one, other).flatMap((id) => compare(id, [], one[id], other[id]));
    }),
  );
}

function compare(id: string, path: string[], expected: unknown, actual: unknown): Difference[] {
  if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    return keys(expected, actual).flatMap((key) => compare(id, [...path, key], expected[key], actual[key]));
  }
  return Object.is(expected, actual) ? [] : [{ id, path: path.join('.'), expected, actual }];
}

function keys(...objects: (object | undefined)[]): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object ?? {})))];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
