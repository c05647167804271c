const POLL = 500;

/**
 * Resolves when the process that has started this one is gone, if that was npm or npx. They run commands through shells
 * and other programs, which end at a signal without passing it on.
 */
export function parentGone(): Promise<void> {
  if (process.env.npm_command === undefined) return new Promise(() => {});
  const parent = process.ppid;
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(poll);
      resolve();
    }, POLL).unref();
  });
}
