/**
 * Measures the costs of the library and of its alternatives in one run: `npm run benchmark`.
 *
 * Ratios are compared with limits, because they are the same on any machine. Absolute figures are not.
 */
import { measureColdStart } from './cold-start.ts';
import { measureImport } from './import.ts';
import { installLibrary } from './library.ts';
import { measureMonitor } from './monitor.ts';
import { measureSimulator } from './simulator.ts';
import { measureSynth } from './synth.ts';
import { printTable } from './table.ts';
import { measureTemplate } from './template.ts';

const library = await installLibrary();
try {
  const figures = [
    ...(await measureImport(library)),
    ...(await measureTemplate(library)),
    ...(await measureColdStart(library)),
    ...(await measureSynth(library)),
    ...(await measureSimulator()),
    ...(await measureMonitor(library)),
  ];
  printTable(figures);
  const missed = figures.filter(({ ok }) => !ok).length;
  console.log(`\n${figures.length - missed} of ${figures.length} figures are within their limits`);
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  library.remove();
}
