import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClonedBranch, remoteBranches, removeRemoteBranch } from './branch.ts';

let folder: string;
let clone: string;
const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'branch-'));
  clone = join(folder, 'clone');
  execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'remote')]);
  execFileSync('git', ['clone', '--quiet', join(folder, 'remote'), clone], { stdio: 'ignore' });
  for (const [key, value] of Object.entries({ name: 'a', email: 'a@example.com' })) git('config', `user.${key}`, value);
  git('commit', '--quiet', '--allow-empty', '--message', 'first');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a branch of a run has its commits only, and takes nothing else along', () => {
  const before = git('rev-parse', 'HEAD');
  const branch = new ClonedBranch(clone, 'try-0000000a');
  const first = branch.push({ 'deploy/a.yaml': 'x' });
  const empty = branch.push();
  expect(git('ls-remote', 'origin', 'try-0000000a')).toContain(empty);
  expect(git('log', '--format=%H', empty)).toBe(`${empty}\n${first}`);
  expect(git('show', `${empty}:deploy/a.yaml`)).toBe('x');
  branch.remove();
  expect(remoteBranches(clone, 'try')).toEqual([]);
  expect(git('rev-parse', 'HEAD')).toBe(before);
  expect(git('branch', '--format=%(refname:short)')).not.toContain('try-0000000a');
  expect(git('status', '--porcelain')).toBe('');
});

test('the branches of runs that were killed are found by their prefix', () => {
  new ClonedBranch(clone, 'try-0000000a').push({ a: '1' });
  new ClonedBranch(clone, 'try-0000000b').push({ a: '2' });
  new ClonedBranch(clone, 'other-0000000a').push({ a: '3' });
  new ClonedBranch(clone, 'try-mine').push({ a: '4' });
  expect(remoteBranches(clone, 'try')).toEqual(['try-0000000a', 'try-0000000b']);
  removeRemoteBranch(clone, 'try-0000000a');
  removeRemoteBranch(clone, 'try-0000000a');
  expect(remoteBranches(clone, 'try')).toEqual(['try-0000000b']);
});
