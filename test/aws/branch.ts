import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalAws } from 'cdk-codeconnections-local';

/** A branch that only one run has in the repository: it is made, pushed to and removed again. */
export interface Branch {
  readonly name: string;
  /** Puts a commit on it, an empty one without files. Returns its SHA. */
  push(files?: Readonly<Record<string, string>>): string;
  /** Removes it from the repository. */
  remove(): void;
}

/** A branch of a repository of which there is a clone. Nothing else in the clone changes. */
export class ClonedBranch implements Branch {
  readonly name: string;
  private readonly clone: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-branch-'));

  /** @param clone the folder of a clone, from whose remote `origin` one may push */
  constructor(clone: string, name: string) {
    this.clone = clone;
    this.name = name;
    git(clone, 'worktree', 'add', '--quiet', '--detach', '--no-checkout', this.folder);
    git(this.folder, 'switch', '--quiet', '--orphan', name);
  }

  push(files: Readonly<Record<string, string>> = {}): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    git(this.folder, 'add', '--all');
    git(this.folder, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'Try Git sync out');
    git(this.folder, 'push', '--quiet', 'origin', `HEAD:refs/heads/${this.name}`);
    return git(this.folder, 'rev-parse', 'HEAD');
  }

  remove(): void {
    removeRemoteBranch(this.clone, this.name);
    git(this.clone, 'worktree', 'remove', '--force', this.folder);
    git(this.clone, 'branch', '--quiet', '-D', this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A branch of a repository that only the simulator knows. */
export class SimulatedBranch implements Branch {
  readonly name: string;
  private readonly simulator: LocalAws['simulator'];
  private readonly repository: string;

  constructor(simulator: LocalAws['simulator'], repository: string, name: string) {
    this.simulator = simulator;
    this.repository = repository;
    this.name = name;
  }

  push(files: Readonly<Record<string, string>> = {}): string {
    return this.simulator.push({ repository: this.repository, branch: this.name, files });
  }

  remove(): void {} // it goes with the simulator
}

/** The branches of runs in the remote: a prefix, and the suffix of a run. */
export function remoteBranches(clone: string, prefix: string): string[] {
  const lines = git(clone, 'ls-remote', '--heads', 'origin', `refs/heads/${prefix}-*`).split('\n');
  const names = lines.flatMap((line) => line.split('refs/heads/')[1] ?? []);
  return names.filter((name) => /^[0-9a-f]{8}$/.test(name.slice(prefix.length + 1)));
}

export function removeRemoteBranch(clone: string, name: string): void {
  if (remoteBranches(clone, name.slice(0, name.lastIndexOf('-'))).includes(name)) {
    git(clone, 'push', '--quiet', 'origin', '--delete', name);
  }
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
}
