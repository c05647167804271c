const started = performance.now();

/** Prints a step of the command, with the seconds since the start. */
export function headline(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n▸ ${text} (${seconds} s)`);
}

export function detail(text: string): void {
  console.log(`  ${text}`);
}

/** The first row is the head. */
export function table(rows: string[][]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd();
  const [head, ...body] = rows;
  detail(line(head));
  detail(widths.map((width) => '─'.repeat(width)).join('   '));
  for (const row of body) detail(line(row));
  detail('');
}
