/** AWS's model of the service in model/, in the format of botocore. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The two APIs, with the version of each. */
export const MODELS = { codeconnections: '2023-12-01', 'codestar-connections': '2019-12-01' } as const;

export type ServiceName = keyof typeof MODELS;

/** The files that `npm run shapes` generates. */
export const GENERATED = [
  'src/handlers/client/shapes.ts',
  'local/simulator/model/shapes.ts',
  'local/simulator/model/operations.ts',
] as const;

interface Reference {
  readonly shape: string;
}

export interface ModelShape {
  readonly type: 'string' | 'integer' | 'timestamp' | 'list' | 'structure';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The entries of a list. */
  readonly member?: Reference;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly required?: readonly string[];
  readonly exception?: boolean;
  readonly error?: { readonly httpStatusCode: number };
}

export interface Model {
  /** The version of botocore that it is from. */
  readonly source: string;
  readonly metadata: { readonly targetPrefix: string; readonly protocols: readonly string[] };
  readonly operations: Readonly<
    Record<string, { readonly input: Reference; readonly output: Reference; readonly errors?: readonly Reference[] }>
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

export function readModel(service: ServiceName): Model {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'model', `${service}.json`), 'utf8'));
}

/** The version of botocore that the models are from. */
export const modelVersion = (): string => readModel('codeconnections').source.replace('botocore ', '');

/**
 * Removes the documentation, which is AWS's. A member may itself be called `documentation`; its value is then not a
 * text.
 */
export function withoutDocumentation(value: object): object {
  return JSON.parse(
    JSON.stringify(value, (key, item) => (key === 'documentation' && typeof item === 'string' ? undefined : item)),
  );
}
