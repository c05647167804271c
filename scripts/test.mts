/**
 * What `npm test` runs, after each change: types, lint, the library as it is compiled, the unit tests and those of the
 * simulator, one step after the other, all of them even when one fails. Ends with a summary, whose last line counts the
 * tests and the other checks together.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, DEPLOYMENTS, jest, ROOT, report, run, unchanged } from './checks.mts';
import { GENERATED } from './model.mts';

await check('generated files are as .projenrc.ts makes them', () =>
  unchanged(generatedFiles(), () => run('tsx', '--tsconfig', 'projenrc/tsconfig.json', '.projenrc.ts')),
);
await check('the shapes are as model/ makes them', () =>
  unchanged([...GENERATED], () => run('node', 'scripts/generate-shapes.mts')),
);
await check('format, lint and layers', () => run('biome', 'check', '--error-on-warnings'));
await check('types of tests, local AWS, scripts and examples', () =>
  run('tsc', '--noEmit', '-p', 'test/tsconfig.json'),
);
await check('handlers bundle', () => run('node', 'scripts/bundle-handlers.mts'));
await check('jsii compiles the library', () => run('jsii', '--fail-on-warnings'));
await check('the compiled library is made one file', () => run('node', 'scripts/lazy-modules.mts'));
await check('API breaks nothing that is not declared in .compatignore', () => run('projen', 'compat'));
await check('API.md is up to date', () => unchanged(['API.md'], () => run('jsii-docgen', '-o', 'API.md')));
await check('awslint', () => run('awslint'));
await check('examples in README, docs/ and docstrings compile', () => run('node', 'scripts/examples.mts'));
// Two files at a time, also where there are only two processors: much of the time something is waited for.
jest('unit', '--maxWorkers', '2', '--testPathIgnorePatterns', 'test/languages/', ...DEPLOYMENTS);
report();

function generatedFiles(): string[] {
  return JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')).files;
}
