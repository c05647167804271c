import { Document, Scalar, visit } from 'yaml';
import { formatOf } from '../deployment-file/formats';

/** The text of a template in the repository, from the JSON that the CDK writes. */
export function templateText(json: string, path: string): string {
  return formatOf(path) === 'JSON' ? `${json}\n` : toYaml(JSON.parse(json));
}

/** YAML with the same meaning in YAML 1.1, which CloudFormation reads, and in YAML 1.2. */
function toYaml(template: unknown): string {
  const document = new Document(template, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.value === '=') scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
