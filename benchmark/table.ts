/** A measurement with its limit. */
export interface Figure {
  readonly what: string;
  readonly figure: string;
  readonly limit: string;
  readonly ok: boolean;
  /** The figures behind it. */
  readonly detail?: string;
}

export function ratio(what: string, value: number, limit: number, detail: string): Figure {
  return { what, figure: value.toFixed(2), limit: limit.toFixed(2), ok: value <= limit, detail };
}

/** A percentage of a total. */
export function percent(what: string, part: number, whole: number, limit: number, detail: string): Figure {
  const value = (100 * part) / whole;
  const format = (number: number) => `${number.toFixed(1)} %`;
  return { what, figure: format(value), limit: format(limit), ok: value <= limit, detail };
}

/** A count or a size. */
export function atMost(what: string, value: number, limit: number, detail?: string): Figure {
  const format = (number: number) => number.toLocaleString('en');
  return { what, figure: format(value), limit: format(limit), ok: value <= limit, ...(detail && { detail }) };
}

export function printTable(figures: Figure[]): void {
  const rows = figures.map(({ what, figure, limit, ok, detail = '' }) => [
    what,
    figure,
    limit,
    ok ? 'ok' : 'MISS',
    detail,
  ]);
  const table = [['what', 'figure', 'limit', '', 'measured'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const isNumber = (column: number) => column === 1 || column === 2;
  for (const row of table) {
    const cells = row.map((cell, column) =>
      isNumber(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
    );
    console.log(cells.join('  ').trimEnd());
  }
}
