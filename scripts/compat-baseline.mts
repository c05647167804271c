/**
 * Takes the API as it is for the one that `npm run compat` compares with: after a release, and before the first one.
 * What was declared in .compatignore is then part of it.
 *
 * Only what jsii-diff looks at is kept, so that the file is small: no texts, no places in the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
const BASELINE = join(ROOT, 'test', 'api', '.baseline');

/** What jsii-diff does not look at. */
const LEFT_OUT = new Set([
  ...['author', 'bundled', 'dependencyClosure', 'description', 'fingerprint', 'homepage', 'keywords', 'metadata'],
  ...['locationInModule', 'readme', 'repository', 'symbolId'],
]);

/** The part of a value that is kept. */
function kept(key: string, value: unknown): unknown {
  if (LEFT_OUT.has(key)) return undefined;
  if (key !== 'docs') return value;
  const { stability, deprecated } = value as Record<string, unknown>;
  return { stability, deprecated };
}

const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
// Enough for jsii-diff to find the assemblies of aws-cdk-lib and constructs.
const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
writeFileSync(join(BASELINE, '.jsii.gz'), gzipSync(JSON.stringify(assembly, kept), { level: 9 }));
writeFileSync(
  join(BASELINE, 'package.json'),
  `${JSON.stringify({ private: true, jsii: {}, peerDependencies }, null, 2)}\n`,
);
// Only the comment at its head stays.
const declared = join(ROOT, '.compatignore');
writeFileSync(declared, /^(#.*\n)*/.exec(readFileSync(declared, 'utf8'))?.[0] ?? '');
