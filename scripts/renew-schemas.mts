/**
 * Copies CloudFormation's schemas of resource types from cfn-lint to model/cloudformation/, or another folder: what they
 * allow, without their texts.
 *
 * Usage: node scripts/renew-schemas.mts <folder of the Python package cfnlint> [<folder>]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checks.mts';

/** The types that the local AWS makes. */
const RESOURCE_TYPES = [
  'AWS::CodeBuild::Fleet',
  'AWS::CodeBuild::Project',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodeBuild::SourceCredential',
  'AWS::CodeConnections::Connection',
  'AWS::CodeConnections::Host',
  'AWS::CodePipeline::CustomActionType',
  'AWS::CodePipeline::Pipeline',
  'AWS::CodePipeline::Webhook',
  'AWS::CodeStarConnections::Connection',
  'AWS::CodeStarConnections::RepositoryLink',
  'AWS::CodeStarConnections::SyncConfiguration',
  'AWS::RAM::Permission',
  'AWS::RAM::ResourceShare',
];

/** What the local AWS reads of a schema, besides the keywords of JSON Schema. */
const FACTS = [
  'typeName',
  'properties',
  'definitions',
  'required',
  'requiredXor',
  'additionalProperties',
  'createOnlyProperties',
  'readOnlyProperties',
  'primaryIdentifier',
];
const TEXTS = ['description', 'title', '$comment'];

/** Values that cfn-lint adds from the API. CloudFormation takes any text, and leaves it to the API to refuse it. */
const ADDED = new Map([
  ['AWS::CodeConnections::Connection', 'ProviderType'],
  ['AWS::CodeStarConnections::Connection', 'ProviderType'],
]);

const [cfnlint, folder = join(ROOT, 'model', 'cloudformation')] = process.argv.slice(2);
if (cfnlint === undefined) {
  throw new Error('usage: node scripts/renew-schemas.mts <folder of the Python package cfnlint> [<folder>]');
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(cfnlint, 'data', 'schemas', ...path), 'utf8'));
const [, version] = /^__version__ = ['"](.+)['"]$/m.exec(readFileSync(join(cfnlint, 'version.py'), 'utf8')) ?? [];
const files: Readonly<Record<string, string>> = read('providers', 'us-east-1.json');
for (const type of RESOURCE_TYPES) {
  const schema = read('resources', `${files[type]}.json`);
  const property = ADDED.get(type);
  if (property) delete schema.properties[property].enum;
  const content = JSON.stringify({ source: `cfn-lint ${version}`, ...withoutTexts(schema) }, null, 2);
  writeFileSync(join(folder, `${type.replaceAll('::', '-')}.json`), `${content}\n`);
}

/** Keeps the facts of a schema. The texts are AWS's. A property may itself be called `description`; it is no text. */
function withoutTexts(schema: Record<string, unknown>): object {
  const facts = Object.fromEntries(FACTS.filter((name) => name in schema).map((name) => [name, schema[name]]));
  return JSON.parse(
    JSON.stringify(facts, (key, item) => (TEXTS.includes(key) && typeof item === 'string' ? undefined : item)),
  );
}
