/** What differs between two models of an API, by operation and shape. */

/** One operation, shape, or other part of a model, and what is new, gone or changed in it. */
export interface Difference {
  readonly part: string;
  readonly changes: readonly string[];
}

type Facts = Map<string, string[]>;

export function differences(ours: object, theirs: object): Difference[] {
  const [before, after] = [partsOf(ours), partsOf(theirs)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((part) => {
    const [old, now] = [before.get(part), after.get(part)];
    if (!old || !now) return [{ part, changes: [old ? 'gone' : 'new'] }];
    const changes = changesOf(factsOf(old), factsOf(now));
    return changes.length > 0 ? [{ part, changes }] : [];
  });
}

/** The operations and shapes of a model, each by itself, and the rest. */
function partsOf({
  source: _,
  ...model
}: Record<string, unknown> | (object & { source?: string })): Map<string, unknown> {
  const { operations = {}, shapes = {}, ...rest } = model as Record<string, object>;
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...Object.entries(operations).map(([name, operation]) => [`operation ${name}`, operation] as const),
    ...Object.entries(shapes).map(([name, shape]) => [`shape ${name}`, shape] as const),
  ]);
}

/** The values in a part, by their paths. Entries of a list have no order: `required`, `enum` and `errors` are sets. */
function factsOf(value: unknown, path = '', facts: Facts = new Map()): Facts {
  if (Array.isArray(value)) {
    facts.set(path, [...(facts.get(path) ?? []), ...value.map((item) => textOf(item))]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) factsOf(item, path ? `${path}.${name}` : name, facts);
  } else {
    facts.set(path, [String(value)]);
  }
  return facts;
}

/** An entry of a list: a text, or a reference to a shape. */
const textOf = (item: unknown): string =>
  typeof item === 'object' && item !== null && 'shape' in item
    ? String(item.shape)
    : JSON.stringify(item).replace(/^"|"$/g, '');

function changesOf(before: Facts, after: Facts): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old = [], now = []] = [before.get(path), after.get(path)];
    const gone = old.filter((value) => !now.includes(value));
    const added = now.filter((value) => !old.includes(value));
    if (gone.length === 1 && added.length === 1) return [`${path}: ${gone[0]}, now ${added[0]}`];
    return [...gone.map((value) => `${path}: ${value} is gone`), ...added.map((value) => `${path}: ${value} is new`)];
  });
}
