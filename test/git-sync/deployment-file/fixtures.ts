import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeploymentFile } from '../../../src';

export const TEMPLATE = 'templates/prod.yaml';

export const file = (parameters?: Record<string, string>, tags?: Record<string, string>) =>
  new DeploymentFile({ templateFilePath: TEMPLATE, parameters, tags });

/** A folder for files, made for each test and removed after it. */
export class Folder {
  static forEachTest(): Folder {
    const folder = new Folder();
    beforeEach(() => folder.make());
    afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
    return folder;
  }

  path = '';

  private make(): void {
    this.path = mkdtempSync(join(tmpdir(), 'deployment-file-'));
  }

  at(name = 'prod.yaml'): string {
    return join(this.path, name);
  }

  /** Writes a file, and returns its path. */
  given(text: string, name?: string): string {
    writeFileSync(this.at(name), text);
    return this.at(name);
  }

  read(name?: string): string {
    return readFileSync(this.at(name), 'utf8');
  }
}

/** What it throws, to be searched for what must not be in it. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
