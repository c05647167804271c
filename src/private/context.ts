import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Whether the app has reported missing context, so that values may be placeholders of the CDK, such as
 * `dummy-value-for-…`. The CLI looks the values up and runs the app again.
 *
 * The CDK has no public way to read this, so only this file does.
 */
export function isContextMissing(scope: IConstruct): boolean {
  return scope.node.root.node.findAll().some((node) => Stack.isStack(node) && hasReported(node));
}

function hasReported(stack: Stack): boolean {
  const reports: unknown = Reflect.get(stack, '_missingContext');
  return Array.isArray(reports) && reports.length > 0;
}

/** Whether a text has the form of a placeholder of the CDK, or contains one, for checks that have no scope. */
export function isPlaceholder(text: string): boolean {
  return /^(?:dummy|DUMMY$|(?:ami|p|s|sg|vpc)-1234)|dummy-value-for-/.test(text);
}
