/** What is awaited, unless something else ends before it: then waiting on would be in vain. */
export function unlessEnded<T>(running: Promise<unknown> | undefined, what: string, awaited: Promise<T>): Promise<T> {
  if (running === undefined) return awaited;
  const ended = running.then((result) => {
    throw new Error(`it ended before ${what}: ${described(result)}`);
  });
  return Promise.race([awaited, ended]);
}

/** The result of a command has its output, which says why. */
function described(result: unknown): string {
  const { exitCode, output } = (result ?? {}) as { readonly exitCode?: number; readonly output?: string };
  return exitCode === undefined ? String(result) : `exit code ${exitCode}\n${output ?? ''}`;
}
