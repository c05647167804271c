/**
 * Copies AWS's model of the service from botocore to model/, without the documentation.
 *
 * Usage: npm run model -- <folder of the Python package botocore>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ROOT } from './checks.mts';
import { MODELS, withoutDocumentation } from './model.mts';

const [botocore] = process.argv.slice(2);
if (botocore === undefined) throw new Error('usage: npm run model -- <folder of the Python package botocore>');

const [, version] = /^__version__ = '(.+)'$/m.exec(readFileSync(join(botocore, '__init__.py'), 'utf8')) ?? [];
for (const [service, apiVersion] of Object.entries(MODELS)) {
  const file = join(botocore, 'data', service, apiVersion, 'service-2.json.gz');
  const model = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const text = JSON.stringify({ source: `botocore ${version}`, ...withoutDocumentation(model) }, null, 2);
  writeFileSync(join(ROOT, 'model', `${service}.json`), `${text}\n`);
}
