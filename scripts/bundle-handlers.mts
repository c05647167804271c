/** Bundles every Lambda handler, src/handlers/<name>.lambda.ts, into lib/handlers/<name>.js. */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { transformSync } from '@swc/core';
import { build, type Plugin } from 'esbuild';
import { minify } from 'terser';

const ROOT = join(import.meta.dirname, '..');

/**
 * Frequent names that never leave a function, neither to AWS nor to its own next run, so that they can be shortened.
 */
const INTERNAL_NAMES =
  /^(accessKeyId|isFound|instruction|logicalId|oldProperties|partition|physicalId|remainingTime|resourceType|retryDenied|secretAccessKey|sessionToken|stackId|timedOut|unreadable)$/;

/** The permissions are needed only for policies and tests, so the bundles leave them out. */
const withoutPermissions: Plugin = {
  name: 'without-permissions',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/handlers\/[\w-]+\/permissions\.ts$/ }, () => ({ contents: 'export const PERMISSIONS = 0;' }));
  },
};

const { metafile, outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: globSync('src/handlers/*.lambda.ts', { cwd: ROOT }).map((path) => ({
    in: path,
    out: basename(path, '.lambda.ts'),
  })),
  outdir: join(ROOT, 'lib', 'handlers'),
  bundle: true,
  minify: true,
  metafile: true,
  write: false,
  plugins: [withoutPermissions],
  platform: 'node',
  target: 'node22',
  tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } }, // fields are set only where they get a value
  format: 'cjs', // ES modules cost about 20 ms of cold start
});

const folder = join(ROOT, 'lib', 'handlers');
mkdirSync(folder, { recursive: true });
/** Replaces template literals by "a" + b, because tools mistake ${b} in a template for a variable of the template. */
function withoutTemplateLiterals(code: string): string {
  return transformSync(code, {
    configFile: false,
    swcrc: false,
    isModule: false,
    env: { targets: { node: '22' }, include: ['transform-template-literals'] },
    jsc: { parser: { syntax: 'ecmascript' }, assumptions: { ignoreToPrimitiveHint: true } },
  }).code;
}

for (const { path, text } of outputFiles) {
  // A template contains the code as JSON, in which a double quote takes two bytes.
  const { code = '' } = await minify(withoutTemplateLiterals(text), {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 2 }, // the second pass inlines the numbers of limits.ts
    mangle: { properties: { regex: INTERNAL_NAMES } },
    format: { quote_style: 1, ascii_only: true },
  });
  writeFileSync(join(folder, basename(path)), code);
}

// A bundled package would need its licence in the library, and an ADR that justifies its bytes in every user's
// template.
const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'));
if (foreign.length > 0)
  throw new Error(`the handlers must bundle only the library's own code, found:\n${foreign.join('\n')}`);
