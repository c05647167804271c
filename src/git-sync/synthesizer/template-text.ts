import { Document, Scalar, visit } from 'yaml';
import { formatOf } from '../deployment-file/formats';

/** A template as it stands in a repository, from the JSON that the CDK writes. */
export function templateText(json: string, path: string): string {
  return formatOf(path) === 'JSON' ? `${json}\n` : toYaml(JSON.parse(json));
}

/** YAML that is the same template to readers of YAML 1.1, as CloudFormation is one, and of 1.2. */
function toYaml(template: unknown): string {
  const document = new Document(template, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.value === '=') scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
