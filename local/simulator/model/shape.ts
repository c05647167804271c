/** What a value of the API must be. */
export interface TextShape {
  readonly type: 'string';
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that the whole value has to match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface IntegerShape {
  readonly type: 'integer';
  readonly min?: number;
  readonly max?: number;
}

export interface TimestampShape {
  readonly type: 'timestamp';
}

export interface ListShape {
  readonly type: 'list';
  readonly of: string;
  readonly min?: number;
  readonly max?: number;
}

/** Members of a structure, each as the name of its shape, with `*` behind it when it is required. */
export type Members = Readonly<Record<string, string>>;

export interface StructureShape {
  readonly type: 'structure';
  readonly members: Members;
}

export type Shape = TextShape | IntegerShape | TimestampShape | ListShape | StructureShape;

export type Shapes = Readonly<Record<string, Shape>>;

/** An operation of the API: what it takes, what it returns, and the errors that it declares. */
export interface Operation {
  readonly input: Members;
  readonly output: Members;
  readonly errors: readonly string[];
}
