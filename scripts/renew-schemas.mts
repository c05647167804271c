/**
 * Copies CloudFormation's schemas of resource types from cfn-lint to model/cloudformation/: what they allow, without their
 * texts.
 *
 * Usage: node scripts/renew-schemas.mts <folder of the Python package cfnlint>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checks.mts';
import { fileOfType, RESOURCE_TYPES, withoutTexts } from './resource-schemas.mts';

const [cfnlint] = process.argv.slice(2);
if (cfnlint === undefined) {
  throw new Error('usage: node scripts/renew-schemas.mts <folder of the Python package cfnlint>');
}

const [, version] = /^__version__ = ['"](.+)['"]$/m.exec(readFileSync(join(cfnlint, 'version.py'), 'utf8')) ?? [];
const schemas = join(cfnlint, 'data', 'schemas');
const read = (...path: string[]) => JSON.parse(readFileSync(join(schemas, ...path), 'utf8'));
const files: Readonly<Record<string, string>> = read('providers', 'us-east-1.json');
for (const type of RESOURCE_TYPES) {
  const schema = withoutTexts(read('resources', `${files[type]}.json`));
  const text = JSON.stringify({ source: `cfn-lint ${version}`, ...schema }, null, 2);
  writeFileSync(join(ROOT, 'model', 'cloudformation', fileOfType(type)), `${text}\n`);
}
