/** Bundles every Lambda handler, src/handlers/<name>.lambda.ts, into lib/handlers/<name>.js. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: globSync('src/handlers/*.lambda.ts', { cwd: ROOT }).map((path) => ({
    in: path,
    out: basename(path, '.lambda.ts'),
  })),
  outdir: join(ROOT, 'lib', 'handlers'),
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'node',
  target: 'node22',
  tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } }, // a field is set where it gets its value
  format: 'cjs', // ES modules cost about 20 ms of cold start
});

// Whoever lets a package in has to ship its licence, and to say in an ADR what it is worth in every user's template.
const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'));
if (foreign.length > 0)
  throw new Error(`the handlers are to bundle nothing but our own code, found:\n${foreign.join('\n')}`);
