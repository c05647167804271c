/**
 * Runs the checks of `npm test`: types, lint, the compiled library, and the tests of units and of the simulator. All
 * steps run, even if one fails, and some of them at the same time. The last line of the summary counts tests and other
 * checks together.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, DEPLOYMENTS, jest, ROOT, report, run, together, unchanged } from './checks.mts';
import { GENERATED } from './model.mts';

await check('the generated files match .projenrc.ts', () =>
  unchanged(generatedFiles(), () => run('tsx', '--tsconfig', 'projenrc/tsconfig.json', '.projenrc.ts')),
);
await check('the generated shapes match model/', () =>
  unchanged([...GENERATED], () => run('node', 'scripts/generate-shapes.mts')),
);
await together({
  'format, lint and layers': (run) => run('biome', 'check', '--error-on-warnings'),
  'types of tests, local AWS, scripts and examples': (run) => run('tsc', '--noEmit', '-p', 'test/tsconfig.json'),
  'the package cdk-codeconnections-local compiles': (run) => run('node', 'scripts/build-local.mts'),
});
await check('handlers bundle', () => run('node', 'scripts/bundle-handlers.mts'));
await check('jsii compiles the library', () => run('jsii', '--fail-on-warnings'));
await check('the compiled library is bundled into one file', () => run('node', 'scripts/lazy-modules.mts'));
await together({
  'the API has no breaking changes except those declared in .compatignore': (run) => run('projen', 'compat'),
  'API.md is up to date': (run) => unchanged(['API.md'], () => run('node', 'scripts/api-reference.mts')),
  awslint: (run) => run('awslint'),
  'examples in README, docs/ and docstrings compile': (run) => run('node', 'scripts/examples.mts'),
});
// Two files at a time, even with only two processors, because the tests spend much of their time waiting.
jest('unit', '--maxWorkers', '2', '--testPathIgnorePatterns', 'test/languages/', ...DEPLOYMENTS);
report();

function generatedFiles(): string[] {
  return JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')).files;
}
