import type { Stack } from 'aws-cdk-lib';
import { CfnPipeline, type CfnPipelineProps } from 'aws-cdk-lib/aws-codepipeline';
import { ACCOUNT, arnOf } from './fixtures';

/** A source action with a connection, as CloudFormation has it. */
export const SOURCE = {
  name: 'Source',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
  configuration: { ConnectionArn: arnOf(ACCOUNT), FullRepositoryId: 'my-org/app', BranchName: 'main' },
  outputArtifacts: [{ name: 'Code' }],
};

export const BUILD = {
  name: 'Build',
  actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
  configuration: { ProjectName: 'build' },
  inputArtifacts: [{ name: 'Code' }],
};

/** A pipeline of which everything is given, with more actions after its build. */
export function pipelineIn(
  stack: Stack,
  others: CfnPipeline.ActionDeclarationProperty[] = [],
  props: Partial<CfnPipelineProps> = {},
  source: CfnPipeline.ActionDeclarationProperty = SOURCE,
): CfnPipeline {
  return new CfnPipeline(stack, 'Pipeline', {
    roleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`,
    artifactStore: { location: 'bucket', type: 'S3' },
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [BUILD, ...others] },
    ],
    ...props,
  });
}
