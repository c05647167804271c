/**
 * Prints the environment with which the commands of an app find the package in dist/, for a shell:
 * `eval "$(node languages/environment.ts python examples/python/git-sync)"`, and then `cdk deploy` in that folder.
 */
import { resolve } from 'node:path';
import { language } from './index.ts';

const [name, app = '.'] = process.argv.slice(2);
const environment = (await language(name).environment?.(resolve(app))) ?? {};
for (const [variable, value] of Object.entries(environment)) {
  console.log(`export ${variable}='${value.replaceAll("'", "'\\''")}'`);
}
