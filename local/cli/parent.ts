import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isRunning } from '../aws/lock.ts';

const POLL = 500;
/** npm and npx give their process a title such as `npm run local`. */
const NPM = /^(npm|npx|pnpm|yarn)\b|\/(npm|npx|pnpm|yarn)(-cli)?(\.c?js)?( |$)/;

/**
 * Resolves when the npm or npx that has started this process is gone, or a program between them. Those end at a signal
 * without passing it on. Otherwise it stays unresolved: what a shell has put into the background goes on without it.
 */
export async function parentGone(): Promise<void> {
  if (process.env.npm_command === undefined) return new Promise(() => {});
  const parent = process.ppid;
  const watched = await launchers(parent);
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      if (process.ppid === parent && watched.every(isRunning)) return;
      clearInterval(poll);
      resolve();
    }, POLL).unref();
  });
}

/** The ancestors of this process up to npm; none if npm is not among them. */
async function launchers(parent: number): Promise<number[]> {
  const processes = await list();
  const pids: number[] = [];
  let pid = parent;
  for (let found = processes.get(pid); found; pid = found.parent, found = processes.get(pid)) {
    pids.push(pid);
    if (NPM.test(found.command)) return pids;
  }
  return [];
}

async function list(): Promise<Map<number, { readonly parent: number; readonly command: string }>> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']).catch(() => ({ stdout: '' }));
  const rows = [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)];
  return new Map(rows.map(([, pid, parent, command]) => [Number(pid), { parent: Number(parent), command }]));
}
