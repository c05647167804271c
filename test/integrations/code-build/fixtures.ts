import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';

/** What a project may do with a connection. */
export const ALLOWED = [
  'codeconnections:GetConnection',
  'codeconnections:GetConnectionToken',
  'codeconnections:UseConnection',
  'codestar-connections:GetConnection',
  'codestar-connections:GetConnectionToken',
  'codestar-connections:UseConnection',
];

export const projectOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::CodeBuild::Project'))[0];

export const build = (stack: Stack, source: codebuild.ISource, props: codebuild.ProjectProps = {}) =>
  new codebuild.Project(stack, 'Project', { source, ...props });

/** The statements of the policy that the project is created after. */
export function connectionPolicy(stack: Stack): unknown[] {
  const logicalId = projectOf(stack)?.DependsOn.find((id: string) => id.includes('ConnectionPolicy'));
  return Template.fromStack(stack).findResources('AWS::IAM::Policy')[logicalId]?.Properties.PolicyDocument.Statement;
}

/** A filter of a webhook in a template. */
export interface Filter {
  readonly Type: string;
  readonly Pattern: string;
  readonly ExcludeMatchedPattern?: boolean;
}

/** Whether an event would start a build: CodeBuild searches for a pattern anywhere in a value. */
export const starts = (filters: Filter[], event: Readonly<Record<string, string>>) =>
  filters.every(({ Type, Pattern, ExcludeMatchedPattern = false }) => {
    const value = event[Type];
    return value !== undefined && new RegExp(Pattern).test(value) !== ExcludeMatchedPattern;
  });
