/**
 * Compares AWS's model of the service in model/ with the one in a botocore, and tells what differs.
 *
 * Usage: npm run model:drift -- [--report <file>] [<wheel or folder of botocore>]
 *
 * By default it takes the newest botocore. It fails if that has another model; with `--report` it writes the differences
 * into the file instead, and no file if there are none.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isOlder, readBotocore } from './botocore.mts';
import { MODELS, modelVersion, readModel, type ServiceName } from './model.mts';
import { differences } from './model-differences.mts';

const { values, positionals } = parseArgs({ options: { report: { type: 'string' } }, allowPositionals: true });
const { version, models } = readBotocore(positionals[0]);
const own = modelVersion();

if (isOlder(version, own)) {
  console.log(`botocore ${version} is older than the model, which is of ${own}: there is nothing to take.`);
} else {
  const sections = (Object.keys(MODELS) as ServiceName[]).flatMap((service) => {
    const found = differences(readModel(service), models[service]);
    const lines = found.map(({ part, changes }) => `- ${part}\n${changes.map((change) => `  - ${change}`).join('\n')}`);
    return found.length > 0 ? [`## ${service}\n\n${lines.join('\n')}\n`] : [];
  });
  if (sections.length === 0) {
    console.log(`botocore ${version} has the same model as ${own}.`);
  } else {
    const steps = 'To take it: `npm run model`, `npm run shapes`, then see model/README.md.';
    const text = `botocore ${version} has another model of the service than botocore ${own}, from which model/ is.\n\n${sections.join('\n')}\n${steps}\n`;
    console.log(text);
    if (values.report === undefined) process.exitCode = 1;
    else writeFileSync(values.report, text);
  }
}
