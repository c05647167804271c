/** Bundles every Lambda handler, src/handlers/<name>.lambda.ts, into lib/handlers/<name>.js. */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { transformSync } from '@swc/core';
import { build, type Plugin } from 'esbuild';
import { minify } from 'terser';

const ROOT = join(import.meta.dirname, '..');

/** Names that are written often, and never reach anybody outside of a function: neither AWS nor its own next run. */
const INTERNAL_NAMES =
  /^(accessKeyId|attributes|instruction|partition|permissions|physicalId|properties|remainingTime|requestId|resourceType|retryDenied|secretAccessKey|sessionToken|stackId|timedOut|unreadable)$/;

/** What a function may do is for its policy and for tests: it does not look at that itself. */
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
  tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } }, // a field is set where it gets its value
  format: 'cjs', // ES modules cost about 20 ms of cold start
});

const folder = join(ROOT, 'lib', 'handlers');
mkdirSync(folder, { recursive: true });
/** The code with "a" + b in place of template literals: tools take ${b} in a template for a variable of the template. */
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
  // A template holds the code as JSON, in which a double quote takes two bytes.
  const { code = '' } = await minify(withoutTemplateLiterals(text), {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 2 }, // the second one puts the numbers of limits.ts where they are read
    mangle: { properties: { regex: INTERNAL_NAMES } },
    format: { quote_style: 1, ascii_only: true },
  });
  writeFileSync(join(folder, basename(path)), code);
}

// Whoever lets a package in has to ship its licence, and to say in an ADR what it is worth in every user's template.
const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'));
if (foreign.length > 0)
  throw new Error(`the handlers are to bundle nothing but our own code, found:\n${foreign.join('\n')}`);
