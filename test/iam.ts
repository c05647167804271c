/** A request, as IAM judges it: what is called, on what, and the values of condition keys that it carries. */
export interface Request {
  readonly action: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** Whether statements, all of which allow something, allow a request: IAM in small, for literals. */
export function allows(statements: unknown[], { action, resource = '*', context = {} }: Request): boolean {
  return (statements as Statement[]).some(
    ({ Action, Resource, Condition = {} }) =>
      [Action].flat().includes(action) &&
      [Resource].flat().some((pattern) => like(pattern, resource)) &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, [values].flat(), context[key])),
      ),
  );
}

function holds(operator: string, values: string[], actual: string | undefined): boolean {
  if (actual === undefined) return operator.endsWith('IfExists');
  const isLike = operator.startsWith('StringLike') || operator.startsWith('ArnLike');
  return values.some((value) => (isLike ? like(value, actual) : value === actual));
}

function like(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(value);
}
