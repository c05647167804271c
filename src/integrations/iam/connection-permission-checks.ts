import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
} from 'aws-cdk-lib';
import { SERVICE_PREFIXES } from '../../private/arns';
import { listOf } from '../../validation/values';
import { existsAction, hasWrongPrefix, nameOfAction, similarAction } from './action-names';
import { type PolicyResource, policiesOf, type Template } from './policies';
import { missingFrom } from './prefix-coverage';
import { type PermissionViolation, violationsOfRoles } from './role-permissions';

/** The rules, by the ids under which they are acknowledged. */
const RULES: PermissionViolation['rule'][] = [
  'ServicePrefixAlone',
  'UnknownAction',
  'MissingPermission',
  'ExcessPermission',
];

/**
 * Checks the policies of an app for permissions on connections, whichever construct created them.
 *
 * - `ServicePrefixAlone`: a statement names one of the two prefixes of the service alone, in an action, in an ARN with a
 *   wildcard, or in a condition key. AWS checks one prefix or the other, depending on the service that uses a
 *   connection.
 * - `UnknownAction`: the service has no such action.
 * - `MissingPermission`: a role lacks an action that its builds, its pipeline or its Argo CD capability need on their
 *   connection.
 * - `ExcessPermission`: a role of CodeBuild, CodePipeline or an Argo CD capability may call more than these need, or may
 *   use several connections by a wildcard.
 *
 * Add the plugin with `Validations.of(app).addPlugins(new ConnectionPermissionChecks())`. It reports warnings with the
 * statement to change, and changes nothing. `Validations.of(app).acknowledge({ id:
 * 'cdk-codeconnections::ServicePrefixAlone', reason: '…' })` silences a rule.
 *
 * A role and a policy are judged by what is in the same template. Permissions that are known only at deployment count
 * as allowed.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html
 */
export class ConnectionPermissionChecks implements IPolicyValidationPlugin {
  /** The name of the plugin in the report. */
  public readonly name: string = 'cdk-codeconnections';

  /** The version of the plugin, which is that of the library and not reported. */
  public readonly version?: string = undefined;

  /** The rules that the plugin checks. */
  public readonly ruleIds?: string[] = [...RULES];

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
  const policies = policiesOf(template);
  const violations = [
    ...policies.flatMap((policy) => [...prefixesAlone(policy), ...unknownActions(policy)]),
    ...violationsOfRoles(template, policies),
  ];
  return violations.map(({ rule, logicalId, description, fix }) => ({
    ruleName: rule,
    description,
    fix,
    severity: 'warning',
    violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: [] }],
  }));
}

function prefixesAlone({ logicalId, statements, contexts }: PolicyResource): PermissionViolation[] {
  const missing = statements.flatMap((statement) => contexts.flatMap((context) => missingFrom(statement, context)));
  return [...new Set(missing.map((statement) => JSON.stringify(statement)))].map((statement) => ({
    rule: 'ServicePrefixAlone',
    logicalId,
    description:
      'AWS checks permissions on connections under either prefix of the service, but the policy contains only one of them',
    fix: `add this statement: ${statement}`,
  }));
}

function unknownActions({ logicalId, statements }: PolicyResource): PermissionViolation[] {
  const named = statements.flatMap(({ Action, NotAction }) => [...listOf(Action), ...listOf(NotAction)]);
  const unknown = named.filter((action) => {
    const name = nameOfAction(action);
    return hasWrongPrefix(action) || (name !== undefined && !existsAction(name));
  });
  return [...new Set(unknown)].map((action) => ({
    rule: 'UnknownAction',
    logicalId,
    description: `no service has the action ${action}, so the statement has no effect`,
    fix: `${hintOn(action)}see the Service Authorization Reference of AWS CodeConnections for the actions`,
  }));
}

function hintOn(action: unknown): string {
  if (hasWrongPrefix(action)) return `the prefixes are ${SERVICE_PREFIXES.join(' and ')}; `;
  const similar = similarAction(nameOfAction(action) ?? '');
  return similar ? `did you mean ${similar}? ` : '';
}
