import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as library from '../src';

const ROOT = join(__dirname, '..');

/** What users install, and nothing else. */
const SHIPPED = [
  /^node_modules\/yaml\//, // with its licence
  /^(package\.json|\.jsii|README\.md|API\.md|CHANGELOG\.md|LICENSE)$/,
  /^lib\/[\w/-]+(\.lambda)?\.(js|d\.ts)$/,
];

describe('the package that is published', () => {
  const [tarball] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const files: string[] = tarball.files.map((file: { path: string }) => file.path);

  test('holds only what users need', () => {
    expect(files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  test.each([
    '.jsii',
    'LICENSE',
    'README.md',
    'lib/index.js',
    'lib/index.d.ts',
    'lib/handlers/custom-resource.js',
    'node_modules/yaml/LICENSE',
  ])('holds %s', (file) => {
    expect(files).toContain(file);
  });

  test('holds no handler source besides the bundles, the contracts and what these are written in', () => {
    const handlers = files.filter((file) => file.startsWith('lib/handlers/'));
    expect(
      handlers.filter(
        (file) =>
          !/^lib\/handlers\/([\w-]+\.js|([\w-]+\/(contract|permissions)|client\/(arn|operations|shapes)|framework\/schema)\.(js|d\.ts))$/.test(
            file,
          ),
      ),
    ).toEqual([]);
  });

  test('loads the dependency that it brings along only for who uses it', () => {
    const use = (expression: string) =>
      `const lib = require('./lib'); ${expression}; Object.keys(require.cache).some((file) => file.includes('/yaml/'))`;
    const loads = (expression: string) =>
      execFileSync(process.execPath, ['-p', use(expression)], { cwd: ROOT, encoding: 'utf8' }).trim();
    expect(loads('Object.values(lib)')).toBe('false');
    expect(loads("new lib.DeploymentFile({ templateFilePath: 't.json' }).toYaml()")).toBe('true');
  });

  test('exports to its users what the sources export', () => {
    const names = "JSON.stringify(Object.entries(require('./lib')).map(([name, value]) => [name, typeof value]))";
    const exported = execFileSync(process.execPath, ['-p', names], { cwd: ROOT, encoding: 'utf8' });
    const sources = Object.entries(library).map(([name, value]) => [name, typeof value]);
    expect(JSON.parse(exported).sort()).toEqual(sources.sort());
  });
});
