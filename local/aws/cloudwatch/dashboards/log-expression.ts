/** A line of a log, by the names of its fields. */
export type Line = Readonly<Record<string, unknown>>;
export type Value = string | number | boolean | undefined;
export type Expression = (line: Line) => Value;

/** Numbers, strings, names, operators. */
const TOKEN =
  /\s*(?:\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]+`|[@A-Za-z_][\w.@]*|<=|>=|!=|=~|[-+*/%=<>(),[\]])/y;
/** The operand of `like`: elsewhere, a slash divides. */
const PATTERN = /\s*(?:\/(?:[^/\\]|\\.)+\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y;

const FUNCTIONS: Readonly<Record<string, (...values: Value[]) => Value>> = {
  now: () => Math.floor(Date.now() / 1000),
  tomillis: Number,
  coalesce: (...values) => values.find((value) => value !== undefined),
  concat: (...values) => values.map((value) => value ?? '').join(''),
  ispresent: (value) => value !== undefined,
  isempty: (value) => value === undefined || value === '',
  strcontains: (text, part) => Number(String(text ?? '').includes(String(part))),
  tolower: (text) => String(text ?? '').toLowerCase(),
  toupper: (text) => String(text ?? '').toUpperCase(),
};

const COMPARISONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  '=': (left, right) => String(left) === String(right),
  '!=': (left, right) => String(left) !== String(right),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** Orders numbers by value, and everything else as strings. */
export function compare(left: Value, right: Value): number {
  const [a, b] = [Number(left), Number(right)];
  if (left !== '' && right !== '' && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return String(left ?? '') < String(right ?? '') ? -1 : Number(String(left ?? '') > String(right ?? ''));
}

/** A field as text: an object as JSON. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Reads the expressions of a log query: those of CloudWatch Logs Insights that a dashboard is likely to use. */
export class ExpressionReader {
  private readonly tokens: string[] = [];
  private at = 0;

  /** @throws if a character begins no token */
  constructor(text: string) {
    const end = text.trimEnd().length;
    for (let from = 0; from < end; ) {
      const form = /^(like|=~)$/i.test(this.tokens.at(-1) ?? '') ? PATTERN : TOKEN;
      form.lastIndex = from;
      const [found] = form.exec(text) ?? [];
      if (found === undefined) throw new Error(`'${text.slice(from).trim()}' is not understood`);
      this.tokens.push(found.trim());
      from += found.length;
    }
  }

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  isBefore(token: string): boolean {
    return this.tokens[this.at]?.toLowerCase() === token;
  }

  /** Takes the next token if it is this one, in any case. */
  takes(token: string): boolean {
    const found = this.isBefore(token);
    if (found) this.at += 1;
    return found;
  }

  /** @throws if the next token is another one */
  requires(token: string): void {
    if (!this.takes(token)) throw new Error(`'${token}' is expected before '${this.tokens.slice(this.at).join(' ')}'`);
  }

  name(): string {
    const token = this.tokens[this.at];
    if (token === undefined || !/^[`@A-Za-z_]/.test(token)) throw new Error(`a name is expected, not '${token ?? ''}'`);
    this.at += 1;
    return token.replaceAll('`', '');
  }

  /** The source text of an expression, which is the default name of its column. */
  written(read: () => unknown): string {
    const from = this.at;
    read();
    return this.tokens.slice(from, this.at).join(' ').replaceAll('`', '');
  }

  expression(): Expression {
    return this.any();
  }

  private any(): Expression {
    const parts = [this.all()];
    while (this.takes('or')) parts.push(this.all());
    return parts.length === 1 ? parts[0] : (line) => parts.some((part) => part(line));
  }

  private all(): Expression {
    const parts = [this.negation()];
    while (this.takes('and')) parts.push(this.negation());
    return parts.length === 1 ? parts[0] : (line) => parts.every((part) => part(line));
  }

  private negation(): Expression {
    if (!this.takes('not')) return this.comparison();
    const negated = this.negation();
    return (line) => !negated(line);
  }

  private comparison(): Expression {
    const left = this.sum();
    for (const [operator, holds] of Object.entries(COMPARISONS)) {
      if (this.takes(operator)) {
        const right = this.sum();
        return (line) => holds(left(line), right(line));
      }
    }
    const isNegated = this.takes('not');
    if (this.takes('like') || this.takes('=~')) {
      const pattern = this.pattern();
      return (line) => pattern.test(textOf(left(line))) !== isNegated;
    }
    if (this.takes('in')) {
      const values = this.list('[', ']');
      return (line) => values.some((value) => String(value(line)) === String(left(line))) !== isNegated;
    }
    return left;
  }

  private sum(): Expression {
    return this.leftToRight(['+', '-'], () => this.leftToRight(['*', '/', '%'], () => this.primary()));
  }

  private leftToRight(operators: readonly string[], read: () => Expression): Expression {
    let result = read();
    for (;;) {
      const operator = operators.find((each) => this.takes(each));
      if (operator === undefined) return result;
      const [left, right] = [result, read()];
      result = (line) => ARITHMETIC[operator](Number(left(line)), Number(right(line)));
    }
  }

  private primary(): Expression {
    if (this.takes('(')) {
      const inner = this.any();
      this.requires(')');
      return inner;
    }
    const token = this.tokens[this.at];
    if (token !== undefined && /^["'\d]/.test(token)) {
      this.at += 1;
      const value = /^\d/.test(token) ? Number(token) : unquoted(token);
      return () => value;
    }
    const name = this.name();
    return this.isBefore('(') ? this.call(name) : (line) => line[name] as Value;
  }

  private call(name: string): Expression {
    const parameters = this.list('(', ')');
    const run = FUNCTIONS[name.toLowerCase()];
    if (!run) throw new Error(`the function ${name} is not known`);
    return (line) => run(...parameters.map((parameter) => parameter(line)));
  }

  private list(open: string, close: string): Expression[] {
    this.requires(open);
    const items: Expression[] = [];
    while (!this.takes(close)) {
      if (items.length > 0) this.requires(',');
      items.push(this.any());
    }
    return items;
  }

  private pattern(): RegExp {
    const token = this.tokens[this.at] ?? '';
    this.at += 1;
    if (token.startsWith('/')) return new RegExp(token.slice(1, -1));
    return new RegExp(unquoted(token).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  }
}

const unquoted = (token: string): string => token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
