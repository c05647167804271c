import { OLDER_OPERATIONS, OPERATIONS, type OperationName, type ServiceName } from './operations.ts';
import type { Members, Operation, Shape } from './shape.ts';
import { OLDER_SHAPES, SHAPES } from './shapes.ts';
import { isStructure, Timestamp } from './values.ts';

const MODELS = {
  codeconnections: { operations: OPERATIONS, shapes: SHAPES },
  'codestar-connections': { operations: OLDER_OPERATIONS, shapes: OLDER_SHAPES },
};

/**
 * Checks the input or output of an operation against the model of the API that was called.
 *
 * Returns every violation, and the value without the members that the API does not know.
 */
export function validate(
  service: ServiceName,
  members: Members,
  value: object,
): { violations: string[]; known: object } {
  const violations: string[] = [];
  const known = checkMembers(service, members, value, '', violations);
  return { violations, known };
}

/** The members of a structure: name, shape and whether it is required. */
export function membersOf(service: ServiceName, members: Members) {
  return Object.entries(members).map(([name, reference]) => ({
    name,
    shape: shapeOf(service, reference.replace('*', '')),
    required: reference.endsWith('*'),
  }));
}

/** The operation, as the API that was called knows it. */
export function operationOf(service: ServiceName, name: OperationName): Operation {
  return MODELS[service].operations[name];
}

/** Whether the API that was called declares this error for the operation. */
export const isDeclared = (service: ServiceName, operation: OperationName, error: string): boolean =>
  operationOf(service, operation).errors.includes(error);

/** How the operation reports what does not exist. The older API does not declare an error for it everywhere. */
export const notFoundBy = (service: ServiceName, operation: OperationName): string =>
  isDeclared(service, operation, 'ResourceNotFoundException') ? 'ResourceNotFoundException' : 'InvalidInputException';

/** The named shape, as the API that was called knows it. */
export function shapeOf(service: ServiceName, name: string): Shape {
  return MODELS[service].shapes[name as keyof typeof SHAPES];
}

/** The length by which the service counts: characters, not UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;

function checkMembers(service: ServiceName, members: Members, value: object, at: string, violations: string[]): object {
  const known: Record<string, unknown> = {};
  for (const { name, shape, required } of membersOf(service, members)) {
    const path = at + name.charAt(0).toLowerCase() + name.slice(1);
    const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (member !== undefined && member !== null) {
      known[name] = check(service, shape, member, path, violations);
    } else if (required) {
      violations.push(violation(member, path, 'Member must not be null'));
    }
  }
  return known;
}

function check(service: ServiceName, shape: Shape, value: unknown, path: string, violations: string[]): unknown {
  const report = (constraint: string) => violations.push(violation(value, path, constraint));
  if (!hasType(shape, value)) {
    report(`Member must be of type ${shape.type}`);
    return value;
  }
  switch (shape.type) {
    case 'structure':
      return checkMembers(service, shape.members, value as object, `${path}.`, violations);
    case 'list': {
      const items = value as unknown[];
      bounds(shape, items.length, 'length', report);
      // A list that is too long is invalid anyway: what is beyond its end would only make the message longer.
      return items.slice(0, shape.max).map((item, index) => {
        const itemPath = `${path}.${index + 1}.member`;
        if (item === null) {
          violations.push(violation(null, itemPath, 'Member must not be null'));
          return item;
        }
        return check(service, shapeOf(service, shape.of), item, itemPath, violations);
      });
    }
    case 'integer':
      bounds(shape, value as number, 'value', report);
      return value;
    case 'string': {
      const text = value as string;
      const length = lengthOf(text);
      bounds(shape, length, 'length', report);
      if (shape.enum && !shape.enum.includes(text)) {
        report(`Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
      }
      // Some patterns take time that grows with the square of the length: one that is far too long says enough.
      const isFarTooLong = shape.max !== undefined && length > 4 * shape.max;
      if (shape.pattern !== undefined && !isFarTooLong && !wholly(shape.pattern).test(text)) {
        report(`Member must satisfy regular expression pattern: ${shape.pattern}`);
      }
      return value;
    }
    case 'timestamp':
      return value instanceof Timestamp ? value.seconds : value;
  }
}

function hasType(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'timestamp':
      return typeof value === 'number' || value instanceof Timestamp;
    case 'list':
      return Array.isArray(value);
    case 'structure':
      return isStructure(value);
  }
}

function bounds(
  { min, max }: { min?: number; max?: number },
  size: number,
  what: 'length' | 'value',
  report: (constraint: string) => void,
): void {
  if (min !== undefined && size < min) {
    report(`Member must have ${what} greater than or equal to ${min}`);
  }
  if (max !== undefined && size > max) {
    report(`Member must have ${what} less than or equal to ${max}`);
  }
}

const compiled = new Map<string, RegExp>();

/** The pattern of a shape as an expression for the whole value, which is how the service matches. */
function wholly(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) {
    return known;
  }
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  compiled.set(pattern, expression);
  return expression;
}

const QUOTED_CHARACTERS = 1000;

function violation(value: unknown, path: string, constraint: string): string {
  return `Value ${quote(value)} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function quote(value: unknown): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text}'`;
}
