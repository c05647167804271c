import { compare, type Expression, ExpressionReader, type Line, textOf } from './log-expression.ts';

const MAX_ROWS = 1000;

/** An event of a log group. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The result of a query. */
export interface LogTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface State {
  readonly lines: readonly Line[];
  readonly columns: readonly string[];
}

type Step = (state: State) => State;
type Aggregate = (values: readonly unknown[]) => unknown;

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  latest: (values) => values.findLast((value) => value !== undefined), // lines come oldest first
  earliest: (values) => values.find((value) => value !== undefined),
  count: (values) => values.length,
  count_distinct: (values) => new Set(values).size,
  sum: (values) => total(values),
  avg: (values) => total(values) / values.length,
  min: (values) => values.reduce((a, b) => (compare(a as string, b as string) <= 0 ? a : b)),
  max: (values) => values.reduce((a, b) => (compare(a as string, b as string) >= 0 ? a : b)),
};

const COMMANDS: Readonly<Record<string, (reader: ExpressionReader) => Step>> = {
  filter: (reader) => {
    const holds = reader.expression();
    return ({ lines, columns }) => ({ lines: lines.filter((line) => holds(line)), columns });
  },
  fields: (reader) => {
    const added = columnsOf(reader);
    return ({ lines, columns }) => ({
      lines: lines.map((line) => ({ ...line, ...valuesOf(added, line) })),
      columns: [...columns, ...Object.keys(added)],
    });
  },
  display: (reader) => {
    const shown = columnsOf(reader);
    return ({ lines }) => ({
      lines: lines.map((line) => ({ ...line, ...valuesOf(shown, line) })),
      columns: Object.keys(shown),
    });
  },
  stats: statsOf,
  sort: (reader) => {
    const by = reader.expression();
    const sign = reader.takes('desc') ? -1 : 1;
    reader.takes('asc');
    return ({ lines, columns }) => ({
      lines: lines.toSorted((a, b) => sign * compare(by(a), by(b))),
      columns,
    });
  },
  limit: (reader) => {
    const count = Number(reader.expression()({}));
    return ({ lines, columns }) => ({ lines: lines.slice(0, count), columns });
  },
};

/** The log groups and the steps of a query in a dashboard: `SOURCE '…' | SOURCE '…' | fields … | …`. */
export function readQuery(query: string): { groups: string[]; run: (events: readonly LogEvent[]) => LogTable } {
  const commands = splitAtPipes(query);
  const sources = commands.filter((command) => /^source\s/i.test(command));
  const steps = commands
    .filter((command) => !/^source\s/i.test(command))
    .map((command) => {
      const [, name = '', rest = ''] = /^(\w+)\s*(.*)$/s.exec(command) ?? [];
      const read = COMMANDS[name.toLowerCase()];
      if (!read) throw new Error(`the command '${name || command}' is not known`);
      const reader = new ExpressionReader(rest);
      const step = read(reader);
      if (!reader.isAtEnd) throw new Error(`'${command}' goes on after what is understood`);
      return step;
    });
  return {
    groups: sources.flatMap((source) => [...source.matchAll(/'([^']+)'/g)].map(([, group]) => group)),
    run: (events) => {
      const start: State = { lines: events.map(lineOf), columns: [] };
      const { lines, columns } = steps.reduce((state, step) => step(state), start);
      const shown = columns.length > 0 ? [...new Set(columns)] : ['@timestamp', '@message'];
      const cell = (line: Line, column: string) =>
        column === '@timestamp' ? new Date(Number(line[column])).toISOString() : textOf(line[column]);
      return {
        columns: shown,
        rows: lines.slice(0, MAX_ROWS).map((line) => shown.map((column) => cell(line, column))),
      };
    },
  };
}

/** An event with its fields: those of a line in JSON by their paths, and CloudWatch's own. */
function lineOf({ timestamp, message }: LogEvent): Line {
  const own = { '@timestamp': timestamp, '@message': message };
  const start = message.indexOf('{');
  try {
    return { ...flattened(JSON.parse(message.slice(start))), ...own };
  } catch {
    return own; // not a line in JSON
  }
}

function flattened(value: object, path = ''): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] =>
    typeof item === 'object' && item !== null
      ? Object.entries(flattened(item, `${path}${key}.`))
      : [[`${path}${key}`, item ?? undefined]],
  );
  return Object.fromEntries(entries);
}

function statsOf(reader: ExpressionReader): Step {
  const aggregates: { column: string; of: Expression; aggregate: Aggregate }[] = [];
  do {
    const name = reader.name();
    const aggregate = AGGREGATES[name.toLowerCase()];
    if (!aggregate) throw new Error(`the function ${name} is not known`);
    reader.requires('(');
    let of: Expression = () => true;
    let written = '*';
    if (!reader.takes('*') && !reader.isBefore(')')) {
      written = reader.written(() => {
        of = reader.expression();
      });
    }
    reader.requires(')');
    const column = reader.takes('as') ? reader.name() : `${name}(${written})`;
    aggregates.push({ column, of, aggregate });
  } while (reader.takes(','));
  const by = reader.takes('by') ? columnsOf(reader) : {};
  return ({ lines }) => {
    const groups = new Map<string, (typeof lines)[number][]>();
    for (const line of lines) {
      const key = JSON.stringify(valuesOf(by, line));
      const group = groups.get(key);
      if (group) group.push(line);
      else groups.set(key, [line]);
    }
    const grouped = [...groups.values()].map((group) => ({
      ...valuesOf(by, group[0]),
      ...Object.fromEntries(
        aggregates.map(({ column, of, aggregate }) => [column, aggregate(group.map((line) => of(line)))]),
      ),
    }));
    return { lines: grouped, columns: [...Object.keys(by), ...aggregates.map(({ column }) => column)] };
  };
}

/** `a, b as c`: expressions by the names of their columns. */
function columnsOf(reader: ExpressionReader): Record<string, Expression> {
  const columns: Record<string, Expression> = {};
  do {
    let of: Expression = () => undefined;
    const written = reader.written(() => {
      of = reader.expression();
    });
    columns[reader.takes('as') ? reader.name() : written] = of;
  } while (reader.takes(','));
  return columns;
}

const valuesOf = (columns: Readonly<Record<string, Expression>>, line: Line): Record<string, unknown> =>
  Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(line)]));

const total = (values: readonly unknown[]): number =>
  values.reduce((sum: number, value) => sum + Number(value ?? 0), 0);

/** Splits a query at the pipes between commands, not at those in strings and patterns. */
function splitAtPipes(query: string): string[] {
  const text = query.replaceAll(/^\s*#.*$/gm, '');
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|(?:like|=~)\s*\/(?:[^/\\]|\\.)+\/|[^|])+/gi);
  return (parts ?? []).map((part) => part.trim()).filter((part) => part !== '');
}
