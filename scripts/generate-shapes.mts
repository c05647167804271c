/** Generates the shapes of the API from model/, for the handlers' client and the simulator. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT, run } from './checks.mts';
import { GENERATED, type Model, type ModelShape, readModel } from './model.mts';

const HEADER = '// Generated from model/ by `npm run shapes`. Do not edit.\n';
const NEWER = readModel('codeconnections');
const OLDER = readModel('codestar-connections');

const contents: Record<(typeof GENERATED)[number], string> = {
  'src/handlers/client/shapes.ts': handlerTypes(NEWER),
  'local/simulator/model/shapes.ts': simulatorShapes(),
  'local/simulator/model/operations.ts': simulatorOperations(),
};
for (const [file, content] of Object.entries(contents)) writeFileSync(join(ROOT, file), HEADER + content);
if (!run('biome', 'format', '--write', ...GENERATED)) process.exitCode = 1;

/** The types of the operations' inputs and outputs, and of the shapes that these are made of. */
function handlerTypes({ operations, shapes }: Model): string {
  const roots = Object.values(operations).flatMap(({ input, output }) => [input.shape, output.shape]);
  const declarations = reachable(shapes, roots)
    .map((name) => declaration(name, shapes))
    .filter((text) => text !== undefined);
  const entries = Object.entries(operations).map(
    ([name, { input, output }]) =>
      `readonly ${name}: { readonly input: ${input.shape}; readonly output: ${output.shape} };`,
  );
  const targets = { codeconnections: targetOf(NEWER), 'codestar-connections': targetOf(OLDER) };
  return `
/** The prefix of the operation in \`X-Amz-Target\`, by the service in the ARN. */
export const TARGETS: Readonly<Record<string, string>> = ${literal(targets)};

/** The operations of CodeConnections, with their inputs and outputs. */
export interface Operations {
${entries.join('\n')}
}

${declarations.join('\n\n')}
`;
}

/** The last part of the prefix, which the SDKs send. */
function targetOf({ metadata }: Model): string {
  return metadata.targetPrefix.split('.').at(-1) ?? '';
}

function declaration(name: string, shapes: Model['shapes']): string | undefined {
  const { type, members = {}, required = [], enum: values } = shapes[name];
  if (type === 'structure') {
    const lines = Object.entries(members).map(
      ([member, { shape }]) => `readonly ${member}${required.includes(member) ? '' : '?'}: ${typeName(shape, shapes)};`,
    );
    return lines.length > 0 ? `export interface ${name} {\n${lines.join('\n')}\n}` : `export type ${name} = object;`;
  }
  return values && `export type ${name} = ${values.map((value) => `'${value}'`).join(' | ')};`;
}

function typeName(name: string, shapes: Model['shapes']): string {
  const { type, enum: values, member } = shapes[name];
  if (type === 'structure' || values) return name;
  if (type === 'list') return `${typeName(member?.shape ?? '', shapes)}[]`;
  return type === 'string' ? 'string' : 'number'; // timestamps are in seconds
}

/** The shapes of the newer API, and the differences of the older one. */
function simulatorShapes(): string {
  return `import type { Shapes } from './shape.ts';

/** The constraints of the API's values. */
export const SHAPES = ${literal(shapesOf(NEWER))} as const satisfies Shapes;

/** The same for the older API, codestar-connections. */
export const OLDER_SHAPES: Shapes = { ...SHAPES, ${inner(differing(shapesOf(OLDER), shapesOf(NEWER)))} };
`;
}

/** The operations of the newer API, the differences of the older one, and the other facts of each API. */
function simulatorOperations(): string {
  const apis = { codeconnections: apiOf(NEWER), 'codestar-connections': apiOf(OLDER) };
  return `import type { Operation } from './shape.ts';

/** The operations: their inputs, their outputs, and the errors that they declare. */
export const OPERATIONS = ${literal(operationsOf(NEWER))} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** The same for the older API, codestar-connections. */
export const OLDER_OPERATIONS: Readonly<Record<OperationName, Operation>> = { ...OPERATIONS, ${inner(differing(operationsOf(OLDER), operationsOf(NEWER)))} };

/** Both APIs: their full names on the wire, their protocols, and the HTTP statuses of errors, if the model has any. */
export const APIS = ${literal(apis)} as const satisfies Record<string, { targetPrefix: string; protocols: string[]; statuses: Record<string, number> }>;

export type ServiceName = keyof typeof APIS;

export type ProtocolName = (typeof APIS)[ServiceName]['protocols'][number];
`;
}

function shapesOf({ operations, shapes }: Model): Record<string, object> {
  const roots = Object.values(operations).flatMap(({ input, output }) =>
    [input, output].flatMap(({ shape }) => Object.values(shapes[shape].members ?? {}).map((member) => member.shape)),
  );
  return Object.fromEntries(reachable(shapes, roots).map((name) => [name, simulatorShape(shapes[name])]));
}

function simulatorShape(shape: ModelShape): object {
  const { type, min, max, pattern, enum: values, member } = shape;
  if (type === 'structure') return { type, members: membersOf(shape) };
  return { type, min, max, pattern, enum: values, of: member?.shape };
}

/** Each member as the name of its shape, followed by `*` if it is required. */
function membersOf({ members = {}, required = [] }: ModelShape): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).map(([name, { shape }]) => [name, required.includes(name) ? `${shape}*` : shape]),
  );
}

function operationsOf({ operations, shapes }: Model): Record<string, object> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, { input, output, errors = [] }]) => [
      name,
      {
        input: membersOf(shapes[input.shape]),
        output: membersOf(shapes[output.shape]),
        errors: errors.map(({ shape }) => shape),
      },
    ]),
  );
}

function apiOf({ metadata, shapes }: Model): object {
  const statuses = Object.entries(shapes).flatMap(([name, { error }]) => (error ? [[name, error.httpStatusCode]] : []));
  return { targetPrefix: metadata.targetPrefix, protocols: metadata.protocols, statuses: Object.fromEntries(statuses) };
}

/** These shapes and all shapes that they contain, in alphabetical order. */
function reachable(shapes: Model['shapes'], roots: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const { member, members = {} } = shapes[name];
    for (const { shape } of [...(member ? [member] : []), ...Object.values(members)]) visit(shape);
  };
  roots.forEach(visit);
  return [...found].sort();
}

function differing(values: Record<string, object>, others: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(value, others[name])));
}

function literal(value: object): string {
  return JSON.stringify(value);
}

/** The inside of an object literal. */
function inner(value: object): string {
  return literal(value).slice(1, -1);
}
