import type { OPERATIONS, OperationName } from './operations.ts';
import type { Members } from './shape.ts';
import type { SHAPES } from './shapes.ts';

type Bare<Reference> = Reference extends `${infer Name}*` ? Name : Reference;

type ValueOf<S> = S extends { enum: readonly (infer Value)[] }
  ? Value
  : S extends { type: 'string' }
    ? string
    : S extends { type: 'integer' | 'timestamp' }
      ? number
      : S extends { type: 'list'; of: infer Of }
        ? Value<Of>[]
        : S extends { type: 'structure'; members: infer M extends Members }
          ? Structure<M>
          : never;

type Structure<M extends Members> = {
  -readonly [Name in keyof M as M[Name] extends `${string}*` ? Name : never]: Value<Bare<M[Name]>>;
} & {
  -readonly [Name in keyof M as M[Name] extends `${string}*` ? never : Name]?: Value<Bare<M[Name]>> | undefined;
};

/** The TypeScript type of a value of the named shape. */
export type Value<Name> = Name extends keyof typeof SHAPES ? ValueOf<(typeof SHAPES)[Name]> : never;

/** What the operation takes, once it is validated. */
export type Input<Name extends OperationName> = Structure<(typeof OPERATIONS)[Name]['input']>;

/** The output of the operation. */
export type Output<Name extends OperationName> = Structure<(typeof OPERATIONS)[Name]['output']>;
