import { lambdaRuntime } from './shared/runtime';
import { syncMonitor } from './sync-monitor/sync-monitor';

/**
 * The function that watches Git sync.
 *
 * It writes its log to the standard output: what `console.log` puts before each line would hide metrics in it.
 */
export const handler = syncMonitor({
  ...lambdaRuntime,
  log: (text) => process.stdout.write(`${text}\n`),
});
