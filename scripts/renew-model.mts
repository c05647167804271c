/**
 * Copies AWS's model of the service from botocore to model/, without the documentation. It takes none that is older.
 *
 * Usage: npm run model -- [<wheel or folder of botocore>], by default the newest
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOlder, readBotocore } from './botocore.mts';
import { ROOT } from './checks.mts';
import { modelVersion } from './model.mts';

const { version, models } = readBotocore(process.argv[2]);
const own = modelVersion();
if (isOlder(version, own)) throw new Error(`botocore ${version} is older than ${own}, from which model/ is`);
for (const [service, model] of Object.entries(models)) {
  const text = JSON.stringify({ source: `botocore ${version}`, ...model }, null, 2);
  writeFileSync(join(ROOT, 'model', `${service}.json`), `${text}\n`);
}
