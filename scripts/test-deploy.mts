/**
 * Runs the checks of `npm run test:deploy`: the local AWS, deployments to it with the stock `cdk` CLI, and its pages in
 * a real browser. Ends with a summary, as `npm test` does.
 */
import { check, DEPLOYMENTS, jest, report, run } from './checks.mts';

await check('handlers bundle', () => run('node', 'scripts/bundle-handlers.mts'));
await check('the package cdk-codeconnections-local compiles', () => run('node', 'scripts/build-local.mts'));
// Three files at a time, even with only two processors, because the tests spend much of their time waiting.
jest('deployments', '--maxWorkers', '3', ...DEPLOYMENTS);
report();
