import { lambdaRuntime } from './client/runtime';
import { syncMonitor } from './sync-monitor/sync-monitor';

/**
 * The function that watches Git sync. As CommonJS has it: what esbuild makes of an `export` takes 500 bytes.
 *
 * It writes its log to the standard output: what `console.log` puts before each line would hide metrics in it.
 */
exports.handler = syncMonitor({
  ...lambdaRuntime,
  log: (text) => process.stdout.write(`${text}\n`),
});
