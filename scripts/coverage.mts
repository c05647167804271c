/**
 * What `npm run coverage` runs: the unit tests, and which lines of src/ and the simulator none of them runs. It takes
 * three times as long as the tests alone.
 */
import { DEPLOYMENTS, run } from './checks.mts';

const measured = ['--coverage', '--collectCoverageFrom', '{src,local/simulator}/**/*.ts'];
const reports = ['--coverageReporters', 'text', '--coverageReporters', 'html'];
const ok = run(
  'jest',
  '--ci',
  '--maxWorkers',
  '2',
  ...measured,
  ...reports,
  '--testPathIgnorePatterns',
  'test/languages/',
  ...DEPLOYMENTS,
);
process.exitCode = ok ? 0 : 1;
