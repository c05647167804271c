import type { App, PolicyViolation, Stack } from 'aws-cdk-lib';
import { ConnectionPermissionChecks } from '../../../src';

/** Stands for all rules of the plugin. */
export const ALL_RULES = Symbol('all');

/** The violations of a rule of the plugin in all stacks of the app of a stack. */
export function violationsOf(rule: string | typeof ALL_RULES, stack: Stack): PolicyViolation[] {
  const app = stack.node.root as App;
  const report = new ConnectionPermissionChecks().validate({
    templatePaths: app.synth({ force: true }).stacks.map((artifact) => artifact.templateFullPath),
    stackTemplates: [],
    accountId: undefined,
    region: undefined,
    appConstruct: app,
  });
  expect(report.success).toBe(true);
  return report.violations.filter(({ ruleName }) => rule === ALL_RULES || ruleName === rule);
}
