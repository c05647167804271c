/** Makes what would be published for a language, in dist/: `node languages/package.ts python`. */
import { log } from './cache.ts';
import { language, missing } from './index.ts';

try {
  const wanted = language(process.argv[2]);
  const lacks = missing(wanted);
  if (lacks) throw new Error(lacks);
  await wanted.package();
  log(`dist/${wanted.target} is up to date`);
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
