import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Member } from '../api/names';

const ROOT = join(__dirname, '..', '..');

type Property = Member & { readonly optional?: boolean };

/** A package whose API is that of the last release, with other properties of `ConnectionProps`. */
class NextRelease {
  private readonly folder = mkdtempSync(join(tmpdir(), 'compat-'));

  constructor(propertiesFrom: (properties: readonly Property[]) => readonly Property[]) {
    const assembly = JSON.parse(gunzipSync(readFileSync(join(ROOT, 'test/api/.baseline/.jsii.gz'))).toString());
    const props = assembly.types['cdk-codeconnections.ConnectionProps'];
    props.properties = propertiesFrom(props.properties);
    writeFileSync(join(this.folder, '.jsii'), JSON.stringify(assembly));
    cpSync(join(ROOT, 'package.json'), join(this.folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    symlinkSync(join(ROOT, 'test'), join(this.folder, 'test'));
  }

  /** What `npm run compat` says about it. */
  compat(declared = ''): { readonly passes: boolean; readonly output: string } {
    writeFileSync(join(this.folder, '.compatignore'), declared);
    const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8'));
    const [{ exec }] = tasks.compat.steps;
    const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync(exec, { shell: true, cwd: this.folder, env, encoding: 'utf8' });
    return { passes: status === 0, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe('a release with a breaking change', () => {
  const release = new NextRelease((properties) => properties.filter(({ name }) => name !== 'tags'));
  afterAll(() => release.remove());

  const KEY = 'removed:cdk-codeconnections.ConnectionProps.tags';

  test('fails although the API is experimental, and names the key for .compatignore', () => {
    expect(release.compat()).toEqual({ passes: false, output: expect.stringContaining(`[${KEY}]`) });
  });

  test('passes if the change is declared', () => {
    expect(release.compat(`# why\n${KEY}\n`)).toMatchObject({ passes: true });
  });
});

test('a release that adds something optional passes', () => {
  const release = new NextRelease(([one, ...others]) => [
    ...(one ? [one, { ...one, name: 'more', optional: true }] : []),
    ...others,
  ]);
  expect(release.compat()).toEqual({ passes: true, output: '' });
  release.remove();
});
