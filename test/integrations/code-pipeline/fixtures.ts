import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ConnectionSourceAction, type ConnectionSourceActionProps } from '../../../src';
import { CONNECTION_ARN, importedConnection } from '../fixtures';

/** The statements that narrow a source to its repository, and to its branch if there is one. */
export const narrowedTo = (branch?: string) =>
  ['codeconnections', 'codestar-connections'].map((prefix) =>
    useConnection(prefix, { FullRepositoryId: 'my-org/app', ...(branch !== undefined && { BranchName: branch }) }),
  );

/** The statement that allows to use the connection under one prefix. */
export const useConnection = (prefix: string, conditions: Record<string, string>) => ({
  Action: `${prefix}:UseConnection`,
  Effect: 'Allow',
  Resource: CONNECTION_ARN,
  Condition: {
    StringEqualsIfExists: Object.fromEntries(
      Object.entries(conditions).map(([key, value]) => [`${prefix}:${key}`, [value]]),
    ),
  },
});

/** All statements on the service, of all policies of a stack. */
export function statements(stack: Stack): unknown[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies)
    .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
    .filter((statement) => JSON.stringify(statement.Action).includes(':UseConnection'));
}

/** A pipeline whose source is an action of this library, and whose build takes its output. */
export function pipelineWith(
  stack: Stack,
  props: Partial<ConnectionSourceActionProps> = {},
  buildSource = new codepipeline.Artifact(),
  pipelineProps: codepipeline.PipelineProps = {},
) {
  const project = new codebuild.PipelineProject(stack, 'Build');
  const source = new ConnectionSourceAction({
    actionName: 'Source',
    connection: props.connection ?? importedConnection(stack),
    repository: 'my-org/app',
    branch: 'main',
    output: buildSource,
    ...props,
  });
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    ...pipelineProps,
    stages: [
      { stageName: 'Source', actions: [source] },
      {
        stageName: 'Build',
        actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: buildSource })],
      },
    ],
  });
  return { pipeline, project, source };
}

/** What CDK alone makes of the same pipeline. */
export function stockPipeline(
  stack: Stack,
  connectionArn: string,
  props: codepipeline.PipelineProps = {},
): actions.CodeStarConnectionsSourceAction {
  const output = new codepipeline.Artifact();
  const repository = { owner: 'my-org', repo: 'app', branch: 'main' };
  const source = new actions.CodeStarConnectionsSourceAction({
    actionName: 'Source',
    connectionArn,
    ...repository,
    output,
  });
  const build = { actionName: 'Build', project: new codebuild.PipelineProject(stack, 'Build'), input: output };
  new codepipeline.Pipeline(stack, 'Pipeline', {
    artifactBucket: new Bucket(stack, 'Bucket'),
    ...props,
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Build', actions: [new actions.CodeBuildAction(build)] },
    ],
  });
  return source;
}
