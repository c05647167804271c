/**
 * What `npm run test:deploy` runs: the local AWS, what the stock `cdk` CLI deploys to it, and its pages in a real browser.
 * Ends with a summary, as `npm test` does.
 */
import { check, DEPLOYMENTS, jest, report, run } from './checks.mts';

await check('handlers bundle', () => run('node', 'scripts/bundle-handlers.mts'));
// Two files at a time, also where there are only two processors: much of the time something is waited for.
jest('deployments', '--maxWorkers', '2', ...DEPLOYMENTS);
report();
