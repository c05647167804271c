/**
 * Makes the current API the baseline that `npm run compat` compares with: after each release, and before the first one.
 * The breaks declared in .compatignore are then part of it, and are removed there.
 *
 * The baseline contains only what jsii-diff compares, so that the file is small: no texts, no source locations.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
const BASELINE = join(ROOT, 'test', 'api', '.baseline');

/** The members that jsii-diff does not compare. */
const LEFT_OUT = new Set([
  ...['author', 'bundled', 'dependencyClosure', 'description', 'fingerprint', 'homepage', 'keywords', 'metadata'],
  ...['locationInModule', 'readme', 'repository', 'symbolId'],
]);

/** The part of a value that goes into the baseline. */
function kept(key: string, value: unknown): unknown {
  if (LEFT_OUT.has(key)) return undefined;
  if (key !== 'docs') return value;
  const { stability, deprecated } = value as Record<string, unknown>;
  return { stability, deprecated };
}

const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
// With these, jsii-diff finds the assemblies of aws-cdk-lib and constructs.
const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
writeFileSync(join(BASELINE, '.jsii.gz'), gzipSync(JSON.stringify(assembly, kept), { level: 9 }));
writeFileSync(
  join(BASELINE, 'package.json'),
  `${JSON.stringify({ private: true, jsii: {}, peerDependencies }, null, 2)}\n`,
);
// Only the comment at its beginning stays.
const declared = join(ROOT, '.compatignore');
writeFileSync(declared, /^(#.*\n)*/.exec(readFileSync(declared, 'utf8'))?.[0] ?? '');
