/** CloudFormation's schemas of resource types in model/cloudformation/, in the format of its registry. */

/** The types that the local AWS makes by their schemas. */
export const RESOURCE_TYPES = [
  'AWS::CodeBuild::Fleet',
  'AWS::CodeBuild::Project',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodeBuild::SourceCredential',
  'AWS::CodePipeline::CustomActionType',
  'AWS::CodePipeline::Pipeline',
  'AWS::CodePipeline::Webhook',
  'AWS::RAM::Permission',
  'AWS::RAM::ResourceShare',
] as const;

export const fileOfType = (type: string): string => `${type.replaceAll('::', '-')}.json`;

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

/** Keeps the facts of a schema. The texts are AWS's. A property may itself be called `description`; it is no text. */
export function withoutTexts(schema: Record<string, unknown>): object {
  const facts = Object.fromEntries(FACTS.filter((name) => name in schema).map((name) => [name, schema[name]]));
  const isText = (key: string, item: unknown) =>
    ['description', 'title', '$comment'].includes(key) && typeof item === 'string';
  return JSON.parse(JSON.stringify(facts, (key, item) => (isText(key, item) ? undefined : item)));
}
