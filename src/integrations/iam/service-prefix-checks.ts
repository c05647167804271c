import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
} from 'aws-cdk-lib';
import { policiesOf, type Template } from './policies';
import { missingFrom } from './prefix-coverage';

const RULE = 'ServicePrefixAlone';

/**
 * Finds policies of an app that contain only one of the service's two prefixes: in an action, in an ARN with a
 * wildcard, or in a condition key. AWS checks one prefix or the other, depending on the service that uses a connection.
 *
 * Add the plugin with `Validations.of(app).addPlugins(new ServicePrefixChecks())`. It reports a warning for each
 * missing statement, and changes nothing. `Validations.of(app).acknowledge({ id:
 * 'cdk-codeconnections::ServicePrefixAlone', reason: '…' })` silences it.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 */
export class ServicePrefixChecks implements IPolicyValidationPlugin {
  /** The name of the plugin in the report. */
  public readonly name: string = 'cdk-codeconnections';

  /** The rules that the plugin checks. */
  public readonly ruleIds?: string[] = [RULE];

  /**
   * Checks the templates. The CDK calls it after it has synthesized them.
   *
   * @param context the paths of the templates
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return { success: true, violations: templatesOf(context).flatMap(violationsIn) };
  }
}

/** The templates that the CDK lists, and those of nested stacks, which it does not list. */
function templatesOf({ templatePaths, appConstruct }: IPolicyValidationContext): string[] {
  const nested = appConstruct.node.findAll().filter((node): node is Stack => Stack.isStack(node) && node.nested);
  const folders = [...new Set(templatePaths.map((path) => dirname(path)))];
  const inFolders = folders.flatMap((folder) => nested.map(({ templateFile }) => join(folder, templateFile)));
  return [...templatePaths, ...inFolders.filter((path) => existsSync(path))];
}

function violationsIn(templatePath: string): PolicyViolation[] {
  const template: Template = JSON.parse(readFileSync(templatePath, 'utf8'));
  return policiesOf(template).flatMap(({ logicalId, statements, contexts }) => {
    const missing = statements.flatMap((statement) => contexts.flatMap((context) => missingFrom(statement, context)));
    return [...new Set(missing.map((statement) => JSON.stringify(statement)))].map((statement) =>
      violation(templatePath, logicalId, statement),
    );
  });
}

function violation(templatePath: string, resourceLogicalId: string, statement: string): PolicyViolation {
  return {
    ruleName: RULE,
    description:
      'AWS checks permissions on connections under either prefix of the service, but the policy contains only one of them',
    fix: `add this statement: ${statement}`,
    severity: 'warning',
    violatingResources: [{ resourceLogicalId, templatePath, locations: [] }],
  };
}
