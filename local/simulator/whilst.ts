/** What is awaited, unless something else is over before it: then waiting on would be in vain. */
export function whilst<T>(running: Promise<unknown> | undefined, awaited: Promise<T>): Promise<T> {
  if (running === undefined) return awaited;
  const over = running.then((result) => {
    throw new Error(`what was to bring this about is over: ${described(result)}`);
  });
  return Promise.race([awaited, over]);
}

/** The result of a command has its output, which says why. */
function described(result: unknown): string {
  const { exitCode, output } = (result ?? {}) as { readonly exitCode?: number; readonly output?: string };
  return exitCode === undefined ? String(result) : `exit code ${exitCode}\n${output ?? ''}`;
}
