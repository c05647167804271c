import type { ServiceName } from './operations.ts';
import type { Members, Shape } from './shape.ts';
import { membersOf, shapeOf } from './validate.ts';
import { Timestamp } from './values.ts';

/** The output of an operation, with its timestamps marked as such. */
export function withTimestamps(service: ServiceName, members: Members, output: object): object {
  const shapes = new Map(membersOf(service, members).map(({ name, shape }) => [name, shape]));
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, mark(service, shapes.get(name), value)]),
  );
}

function mark(service: ServiceName, shape: Shape | undefined, value: unknown): unknown {
  if (value === undefined) return undefined;
  switch (shape?.type) {
    case 'timestamp':
      return new Timestamp(value as number);
    case 'list':
      return (value as unknown[]).map((item) => mark(service, shapeOf(service, shape.of), item));
    case 'structure':
      return withTimestamps(service, shape.members, value as object);
    default:
      return value;
  }
}
