/**
 * What `npm run test:languages` runs: packages the library for all languages, two at a time, and lets apps in these
 * languages, and tests of apps, use the packages. Ends with a summary, as `npm test` does.
 */
import { join } from 'node:path';
import { check, jest, ROOT, report, run, skip } from '../scripts/checks.mts';
import { dotnet } from './dotnet.ts';
import { go } from './go.ts';
import { missing } from './index.ts';
import { java } from './java.ts';
import { js } from './js.ts';
import type { Language } from './language.ts';
import { library } from './library.ts';
import { python } from './python.ts';

/** Each is packaged after the one before it. Java takes about as long as the others together. */
const LANES = [[java], [python, go, js, dotnet]];

await check('the library compiles', () => succeeds(library));
await check('the local AWS compiles', () => run('projen', 'build:local')); // the tests of apps run its command
await check('the API reference of each language', () => run('projen', 'docgen:languages'));
await Promise.all(
  LANES.map(async (languages) => {
    for (const language of languages) await packaged(language);
  }),
);
jest('apps', '--maxWorkers', '2', 'test/languages/'); // the work is done by the apps, in processes of their own
report();

/** Packages for the language, and makes the environment of its apps. On a build server no language may be left out. */
async function packaged(language: Language): Promise<void> {
  const name = `package ${language.target}`;
  const lacks = missing(language);
  if (lacks && !process.env.CI) return skip(name, lacks);
  await check(name, () =>
    succeeds(async () => {
      if (lacks) throw new Error(lacks);
      await language.package();
      await language.environment?.(join(ROOT, 'examples', language.target, 'git-sync'));
    }),
  );
}

function succeeds(body: () => Promise<void>): Promise<boolean> {
  return body().then(
    () => true,
    (error: Error) => {
      console.error(error.message);
      return false;
    },
  );
}
