process.env.CDK_VALIDATION = 'false';

import { Aws } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Connection, ConnectionSourceAction } from '../../../src';
import { fullCloneForOtherAction } from '../../../src/validation/rules/full-clone-for-other-action';
import { ACCOUNT, arnOf, shownId, validatedStack, warnings } from '../fixtures';
import { pipelineIn, SOURCE } from '../pipelines';

const of = (texts: string[]) => texts.filter((text) => text.includes(shownId(fullCloneForOtherAction)));

const consumer = (provider: string, artifact = 'Code', category = 'Deploy') => ({
  name: 'Consumer',
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  inputArtifacts: [{ name: artifact }],
});

function warningsOf(other: codepipeline.CfnPipeline.ActionDeclarationProperty, format = 'CODEBUILD_CLONE_REF') {
  const stack = validatedStack();
  const configuration = { ...SOURCE.configuration, OutputArtifactFormat: format };
  pipelineIn(stack, [other], {}, { ...SOURCE, configuration });
  return of(warnings(stack));
}

test.each(['S3', 'CloudFormation', 'Lambda', 'ECS'])('a full clone as the input of %s gets a warning', (provider) => {
  expect(warningsOf(consumer(provider))).toEqual([
    expect.stringContaining(
      `the pipeline 'Stack/Pipeline' gives a full clone, which is a reference to the repository and no archive, to 'Consumer' (${provider})`,
    ),
  ]);
});

test.each([
  ['of another build', consumer('CodeBuild', 'Code', 'Test'), undefined],
  ['of commands, of which AWS does not say it', consumer('Commands', 'Code', 'Compute'), undefined],
  ['of an action with another input', consumer('S3', 'Built'), undefined],
  ['of a provider that is a token', consumer(Aws.STACK_NAME), undefined],
  ['that is an archive', consumer('S3'), 'CODE_ZIP'],
])('an input %s gets none', (_, other, format) => {
  expect(warningsOf(other, format)).toEqual([]);
});

test('the full clone of an action of this library as the input of S3 gets a warning', () => {
  const stack = validatedStack();
  const output = new codepipeline.Artifact('Code');
  const source = new ConnectionSourceAction({
    actionName: 'Source',
    connection: Connection.fromConnectionArn(stack, 'Git', arnOf(ACCOUNT)),
    repository: 'my-org/app',
    branch: 'main',
    output,
    codeBuildCloneOutput: true,
  });
  const deploy = new actions.S3DeployAction({ actionName: 'Deploy', input: output, bucket: new Bucket(stack, 'Site') });
  new codepipeline.Pipeline(stack, 'Pipeline', {
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Deploy', actions: [deploy] },
    ],
  });
  expect(of(warnings(stack))).toEqual([expect.stringContaining("to 'Deploy' (S3)")]);
});
