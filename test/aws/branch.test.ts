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
  const branch = new ClonedBranch(clone, 'try-1');
  const first = branch.push({ 'deploy/a.yaml': 'x' });
  const empty = branch.push();
  expect(git('ls-remote', 'origin', 'try-1')).toContain(empty);
  expect(git('log', '--format=%H', empty)).toBe(`${empty}\n${first}`);
  expect(git('show', `${empty}:deploy/a.yaml`)).toBe('x');
  branch.remove();
  expect(remoteBranches(clone, 'try')).toEqual([]);
  expect(git('rev-parse', 'HEAD')).toBe(before);
  expect(git('branch', '--format=%(refname:short)')).not.toContain('try-1');
  expect(git('status', '--porcelain')).toBe('');
});

test('the branches of runs that were killed are found by their prefix', () => {
  new ClonedBranch(clone, 'try-1').push({ a: '1' });
  new ClonedBranch(clone, 'try-2').push({ a: '2' });
  new ClonedBranch(clone, 'other-1').push({ a: '3' });
  expect(remoteBranches(clone, 'try')).toEqual(['try-1', 'try-2']);
  removeRemoteBranch(clone, 'try-1');
  removeRemoteBranch(clone, 'try-1');
  expect(remoteBranches(clone, 'try')).toEqual(['try-2']);
});
