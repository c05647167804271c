import { lambdaRuntime } from './client/runtime';
import { syncMonitor } from './sync-monitor/sync-monitor';

/**
 * The function that monitors Git sync. It is exported as CommonJS does: esbuild makes 500 bytes of an `export`.
 *
 * It logs to the standard output: CloudWatch finds no metrics in lines with the prefix of `console.log`.
 */
exports.handler = syncMonitor({
  ...lambdaRuntime,
  log: (text) => process.stdout.write(`${text}\n`),
});
