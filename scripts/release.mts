/**
 * Prepares a release in dist/: the version, which follows from the commits since the last one, its notes, and the
 * package. Afterwards the tree is as before. The workflow "release" runs it, packages the other languages, and
 * publishes.
 *
 * With `--dry-run` it packages all languages, reports what would be published where, and leaves the tests to `npm
 * test`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Target {
  readonly name: string;
  readonly registry: string;
  readonly packages: string;
  readonly needs: string;
}

const TARGETS: readonly Target[] = [
  { name: 'js', registry: 'npm', packages: '*.tgz', needs: 'the workflow as trusted publisher' },
  { name: 'local', registry: 'npm', packages: '*.tgz', needs: 'the workflow as trusted publisher' },
  {
    name: 'java',
    registry: 'Maven Central',
    packages: '**/*.{pom,jar}',
    needs: 'the secrets MAVEN_USERNAME, MAVEN_PASSWORD, MAVEN_GPG_PRIVATE_KEY, MAVEN_GPG_PRIVATE_KEY_PASSPHRASE',
  },
  { name: 'python', registry: 'PyPI', packages: '*.{whl,tar.gz}', needs: 'the workflow as trusted publisher' },
  {
    name: 'dotnet',
    registry: 'NuGet',
    packages: '**/*.nupkg',
    needs: 'the workflow as trusted publisher, and the secret NUGET_USERNAME',
  },
  {
    name: 'go',
    registry: 'the repository cdk-codeconnections-go',
    packages: '*/version',
    needs: 'the secret GO_GITHUB_TOKEN',
  },
];

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const dryRun = process.argv[2] === '--dry-run';

// Ctrl-C ends the current step. The tree is then restored, as after every failure.
process.on('SIGINT', () => {});

try {
  if (process.argv.length > (dryRun ? 3 : 2)) throw new Error(`usage: npm run release [-- --dry-run]`);
  release();
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

function release(): void {
  const changes = output('git', 'status', '--porcelain');
  if (changes) throw new Error(`a release needs a clean tree; commit or stash these changes:\n${changes}`);
  rmSync(DIST, { recursive: true, force: true });
  try {
    run('projen', 'bump');
    const version = readFileSync(join(DIST, 'version.txt'), 'utf8').trim();
    run('node', 'scripts/changelog.mts', version, 'dist/changelog.md');
    if (dryRun) rehearse(version);
    else run('projen', 'build');
  } finally {
    run('projen', 'unbump');
    run('git', 'checkout', '--quiet', '--', 'CHANGELOG.md', 'local/CHANGELOG.md');
  }
  run('git', 'diff', '--exit-code'); // the published files must be the committed ones
}

/** Does everything that is possible without credentials. */
function rehearse(version: string): void {
  for (const task of ['pre-compile', 'compile']) run('projen', task);
  const reports = TARGETS.map((target) => report(target, version));
  console.log(`\nDry run: nothing was published.\n\nVersion ${version}, tag ${read('releasetag.txt')}. Its notes:\n`);
  console.log(read('changelog.md').replace(/^/gm, '    '));
  for (const line of reports) console.log(line);
}

/** Packages the library for one language, and reports what would be published. */
function report({ name, registry, packages, needs }: Target, version: string): string {
  if (!succeeds('projen', `package:${name}`)) {
    process.exitCode = 1;
    return `\n✗ ${name}: not packaged on this machine, see above`;
  }
  const files = globSync(packages, { cwd: join(DIST, name) }).sort();
  const version_ = (file: string) => (file.endsWith('version') ? read(join(name, file)) : file);
  const strangers = files.filter((file) => !version_(file).includes(version));
  if (strangers.length > 0) throw new Error(`not of version ${version}: ${strangers.join(', ')}`);
  if (files.length === 0) return `\n✗ ${name}: no package that ${registry} takes, see above`;
  if (registry === 'npm') run('npm', 'publish', '--dry-run', '--loglevel=error', join(DIST, name, files[0] as string));
  return [`\n✓ ${name}, to ${registry}, which needs ${needs}`, ...files.map((file) => `    dist/${name}/${file}`)].join(
    '\n',
  );
}

function read(file: string): string {
  return readFileSync(join(DIST, file), 'utf8').trim();
}

function succeeds(command: string, ...args: string[]): boolean {
  console.log(`\n▸ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

function run(command: string, ...args: string[]): void {
  if (!succeeds(command, ...args)) throw new Error(`failed: ${command} ${args.join(' ')}`);
}

function output(command: string, ...args: string[]): string {
  return spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
}
