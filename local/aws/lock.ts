import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_POLL = 200;

/**
 * Waits until no other running process holds the lock, and takes it; returns the function that releases it.
 *
 * @param signal ends the waiting
 */
export async function lock(path: string, waiting: () => void, signal?: AbortSignal): Promise<() => Promise<void>> {
  for (let waited = 0; ; waited += LOCK_POLL) {
    const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw new Error(`${path} cannot be made: ${error.message}`);
    });
    if (file) {
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (waited > LOCK_POLL && !isRunning(owner)) {
      await rm(path, { force: true });
      continue;
    }
    if (waited === 0) waiting();
    await sleep(LOCK_POLL, undefined, { signal });
  }
}

/** Whether there is a process of this id, of whichever user. */
export function isRunning(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
