/**
 * Takes over the feature flags that `cdk init` gives to a new app, from the installed CLI: into test/feature-flags.json for
 * tests, and into the cdk.json of each example. `node scripts/feature-flags.mts [<folder>]`, by default the repository's.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FLAGS = join(ROOT, 'node_modules', 'aws-cdk', 'lib', 'init-templates', '.recommended-feature-flags.json');

/** What an example has in its context besides. */
const OWN = { '@aws-cdk/core:disableMetadataStackTrace': true };

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const inOrder = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

/** JSON as the formatter of this repository has it: lists of few texts on a line. */
const formatted = (value: unknown) =>
  `${JSON.stringify(value, undefined, 2).replace(/\[\s+([^[\]{}]{0,80}?)\s+\]/g, (_, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`)}\n`;

const folder = process.argv[2] ?? ROOT;
function write(file: string, value: unknown): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), formatted(value));
}

const flags = Object.fromEntries(Object.entries(read(FLAGS)).sort(inOrder));
write('test/feature-flags.json', flags);
for (const file of globSync('examples/*/*/cdk.json', { cwd: ROOT })) {
  write(file, { ...read(join(ROOT, file)), context: { ...OWN, ...flags } });
}
