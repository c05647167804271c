import type { MetricQuery } from './source.ts';
import type { WidgetProperties } from './widget.ts';

const DEFAULT_PERIOD = 300;

/** A line of a graph, or a single value: its label and its metric. */
export interface NamedQuery {
  readonly label: string;
  readonly query: MetricQuery;
}

/** The options at the end of a row of `metrics`. */
interface Options {
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly visible?: boolean;
  readonly expression?: string;
}

/**
 * The metrics of a widget. A row has the namespace, the metric, and the dimensions by name and value. `.` repeats the item
 * of the row above, `...` the rest of that row.
 *
 * @throws if one is an expression: the local AWS does not evaluate metric math
 */
export function readMetrics({
  metrics = [],
  stat = 'Average',
  period = DEFAULT_PERIOD,
}: WidgetProperties): NamedQuery[] {
  const queries: NamedQuery[] = [];
  let above: string[] = [];
  for (const row of metrics) {
    const last = row.at(-1);
    const options = (typeof last === 'object' ? last : {}) as Options;
    if (options.expression !== undefined) throw new Error(`the expression ${options.expression} is not evaluated here`);
    const names = row.filter((item): item is string => typeof item === 'string');
    above = names.flatMap((name, index) => expanded(name, index, names.length, above));
    if (options.visible === false) continue;
    const [namespace = '', name = '', ...pairs] = above;
    queries.push({
      label: options.label ?? name,
      query: {
        namespace,
        name,
        dimensions: dimensionsOf(pairs),
        statistic: options.stat ?? stat,
        period: options.period ?? period,
      },
    });
  }
  return queries;
}

function expanded(name: string, index: number, count: number, above: readonly string[]): string[] {
  if (name === '...') return above.slice(index, above.length - (count - 1 - index));
  return [name === '.' ? (above[index] ?? '') : name];
}

function dimensionsOf(pairs: readonly string[]): Record<string, string> {
  const dimensions: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) dimensions[pairs[index]] = pairs[index + 1] ?? '';
  return dimensions;
}
