import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type App, Stack, type StackProps, type Stage } from 'aws-cdk-lib';
import { GitSyncSynthesizer, type GitSyncSynthesizerProps } from '../../../src';

type Props = Partial<GitSyncSynthesizerProps>;

/** A working tree that stacks are written into, made for each test and removed after it. */
export class Repository {
  static forEachTest(): Repository {
    const repository = new Repository();
    beforeEach(() => repository.make());
    afterEach(() => {
      jest.restoreAllMocks();
      rmSync(repository.root, { recursive: true, force: true });
    });
    return repository;
  }

  root = '';
  /** What went to standard error. */
  log = '';

  private make(): void {
    this.root = mkdtempSync(join(tmpdir(), 'git-sync-'));
    mkdirSync(this.at('.git'));
    this.log = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      this.log += text;
      return true;
    });
  }

  synthesizer(name = 'prod', props: Props = {}): GitSyncSynthesizer {
    return new GitSyncSynthesizer({
      templateFilePath: `templates/${name}.json`,
      configFile: `deploy/${name}.yaml`,
      repositoryRoot: this.root,
      ...props,
    });
  }

  /** A stack that is written into it. */
  stack(app: App | Stage, props: Props = {}, stackProps: StackProps = {}, id = 'Prod'): Stack {
    return new Stack(app, id, { ...stackProps, synthesizer: this.synthesizer(id.toLowerCase(), props) });
  }

  at(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), text);
  }

  /** The files in it. */
  files(): string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(this.root.length + 1))
      .sort();
  }
}
