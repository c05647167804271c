process.env.CDK_VALIDATION = 'false';

import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ConnectionSourceAction } from '../../../src';
import { ACCOUNT, CONNECTION_ARN, CONNECTIONS, pipelineOf, sourceConfiguration, stackIn } from '../fixtures';
import { pipelineWith, statements, stockPipeline, useConnection } from './fixtures';

describe('a source action with a connection', () => {
  test('reads the branch of the repository', () => {
    const stack = stackIn();
    pipelineWith(stack);
    expect(sourceConfiguration(stack)).toEqual({
      ConnectionArn: CONNECTION_ARN,
      FullRepositoryId: 'my-org/app',
      BranchName: 'main',
    });
  });

  test('may use the connection under both prefixes, for this repository and branch only', () => {
    const stack = stackIn();
    pipelineWith(stack);
    const restrictions = { FullRepositoryId: 'my-org/app', BranchName: 'main' };
    expect(statements(stack)).toEqual([
      useConnection('codeconnections', restrictions),
      useConnection('codestar-connections', restrictions),
    ]);
  });

  test.each(Object.entries(CONNECTIONS))('accepts %s as its connection', (_, make) => {
    const stack = stackIn();
    const connection = make(stack);
    pipelineWith(stack, { connection });
    const arn = stack.resolve(connection.connectionRef.connectionArn);
    expect(sourceConfiguration(stack).ConnectionArn).toEqual(arn);
    expect(statements(stack)).toEqual([
      expect.objectContaining({ Action: 'codeconnections:UseConnection', Resource: arn }),
      expect.objectContaining({ Action: 'codestar-connections:UseConnection', Resource: arn }),
    ]);
  });

  test('AFT#589, pulumi-aws#2167: the pipeline, and with it its webhook, is created after the handshake', () => {
    const stock = stackIn();
    const pending = new CfnConnection(stock, 'L1', { connectionName: 'name', providerType: 'GitHub' });
    stockPipeline(stock, pending.attrConnectionArn);
    expect(sourceConfiguration(stock).ConnectionArn).toEqual({ 'Fn::GetAtt': ['L1', 'ConnectionArn'] });

    const stack = stackIn();
    pipelineWith(stack, { connection: CONNECTIONS['one that waits for its handshake']?.(stack) as IConnectionRef });
    const [waiter] = Object.keys(Template.fromStack(stack).findResources('Custom::CodeConnectionsAvailableConnection'));
    expect(sourceConfiguration(stack).ConnectionArn).toEqual({ 'Fn::GetAtt': [waiter, 'ConnectionArn'] });
  });

  test('the pipeline is created after the policy of its source', () => {
    const stack = stackIn();
    pipelineWith(stack);
    expect(pipelineOf(stack)?.DependsOn).toContainEqual(
      expect.stringMatching(/^PipelineSourceCodePipelineActionRoleDefaultPolicy/),
    );
  });

  test('has variables that later actions can use', () => {
    const stack = stackIn();
    const { source } = pipelineWith(stack, { variablesNamespace: 'Git' });
    expect(Object.values(source.variables)).toEqual(
      [
        ...['FullRepositoryName', 'BranchName', 'AuthorDate', 'CommitId', 'CommitMessage', 'ConnectionArn'],
        ...['PullRequestId', 'PullRequestTitle', 'SourceBranchName', 'DestinationBranchName'],
      ].map((name) => expect.stringContaining(`.${name}}`)),
    );
    expect(stack.resolve(source.variables.commitId)).toBe('#{Git.CommitId}');
  });

  test('aws-cdk#31000: has variables of pull requests, which the stock action lacks', () => {
    const names = { PullRequestId: 'pullRequestId', PullRequestTitle: 'pullRequestTitle' } as const;
    const branches = { SourceBranchName: 'sourceBranchName', DestinationBranchName: 'destinationBranchName' } as const;
    const stack = stackIn();
    const stock = stockPipeline(stack, CONNECTION_ARN);
    const { source } = pipelineWith(stackIn(), { variablesNamespace: 'Git' });
    for (const [name, property] of Object.entries({ ...names, ...branches })) {
      expect(property in stock.variables).toBe(false);
      expect(stack.resolve(source.variables[property])).toBe(`#{Git.${name}}`);
    }
  });

  test('a push does not start the pipeline with triggerOnPush: false', () => {
    const stack = stackIn();
    pipelineWith(stack, { triggerOnPush: false });
    expect(sourceConfiguration(stack).DetectChanges).toBe(false);
  });
});

describe('a full clone', () => {
  test('has a reference as output, and the build may clone all branches of the repository, under both prefixes', () => {
    const stack = stackIn();
    pipelineWith(stack, { codeBuildCloneOutput: true });
    expect(sourceConfiguration(stack).OutputArtifactFormat).toBe('CODEBUILD_CLONE_REF');
    const build = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).find(([id]) =>
      id.startsWith('BuildRole'),
    );
    expect(build?.[1].Properties.PolicyDocument.Statement).toEqual(
      expect.arrayContaining([
        useConnection('codeconnections', { FullRepositoryId: 'my-org/app' }),
        useConnection('codestar-connections', { FullRepositoryId: 'my-org/app' }),
      ]),
    );
  });

  test('is not granted to a build with another input', () => {
    const stack = stackIn();
    const { pipeline } = pipelineWith(stack);
    const source = new ConnectionSourceAction({
      actionName: 'Other',
      connection: CONNECTIONS['an L2']?.(stack) as IConnectionRef,
      repository: 'my-org/other',
      branch: 'main',
      output: new codepipeline.Artifact(),
      codeBuildCloneOutput: true,
    });
    pipeline.stage('Source').addAction(source);
    expect(statements(stack)).toHaveLength(2 + 2);
  });

  test('is warned of if the role of a build takes no permissions', () => {
    const stack = stackIn();
    const output = new codepipeline.Artifact();
    const { pipeline } = pipelineWith(stack, { codeBuildCloneOutput: true }, output);
    const role = iam.Role.fromRoleArn(stack, 'Immutable', `arn:aws:iam::${ACCOUNT}:role/build`, { mutable: false });
    const project = new codebuild.PipelineProject(stack, 'Other', { role });
    const action = new actions.CodeBuildAction({ actionName: 'Other', project, input: output });
    pipeline.addStage({ stageName: 'More', actions: [action] });
    const warning = Match.stringLikeRegexp(
      'allow it codeconnections:UseConnection, codestar-connections:UseConnection',
    );
    expect(Annotations.fromStack(stack).findWarning('*', warning)).toHaveLength(1);
  });

  test('is granted once to each of several builds', () => {
    const stack = stackIn();
    const output = new codepipeline.Artifact();
    const { pipeline, project } = pipelineWith(stack, { codeBuildCloneOutput: true }, output);
    const second = new codebuild.PipelineProject(stack, 'Second');
    const build = (actionName: string, of: codebuild.IProject) =>
      new actions.CodeBuildAction({ actionName, project: of, input: output });
    pipeline.addStage({ stageName: 'More', actions: [build('Again', project), build('Second', second)] });
    expect(statements(stack)).toHaveLength(2 + 2 + 2);
  });
});

describe('the triggers of a pipeline', () => {
  const filters = {
    pushFilter: [
      { branchesIncludes: ['main', 'release/*'], filePathsIncludes: ['src/**'] },
      { tagsIncludes: ['v*'], tagsExcludes: ['v*-rc'] },
    ],
    pullRequestFilter: [{ branchesIncludes: ['main'], events: [codepipeline.GitPullRequestEvent.OPEN] }],
  };

  test('are branches, file paths, tags and pull requests in a V2 pipeline, but not other pushes', () => {
    const stack = stackIn();
    pipelineWith(stack, filters);
    expect(pipelineOf(stack)?.Properties.Triggers).toEqual([
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: {
          SourceActionName: 'Source',
          Push: [
            { Branches: { Includes: ['main', 'release/*'] }, FilePaths: { Includes: ['src/**'] } },
            { Tags: { Includes: ['v*'], Excludes: ['v*-rc'] } },
          ],
          PullRequest: [{ Branches: { Includes: ['main'] }, Events: ['OPEN'] }],
        },
      },
    ]);
    expect(sourceConfiguration(stack).DetectChanges).toBe(false);
  });

  test('can be pushes to any branch, so the role may use all branches of the repository', () => {
    const stack = stackIn();
    pipelineWith(stack, filters);
    expect(statements(stack)).toEqual([
      useConnection('codeconnections', { FullRepositoryId: 'my-org/app' }),
      useConnection('codestar-connections', { FullRepositoryId: 'my-org/app' }),
    ]);
  });

  test.each([
    ['none', 0, 'must have 1 to 3 entries, got 0'],
    ['one', 1, undefined],
    ['three', 3, undefined],
    ['four', 4, 'must have 1 to 3 entries, got 4'],
  ])('may have one to three filters in a list: %s', (_, count, message) => {
    const make = () => pipelineWith(stackIn(), { pushFilter: Array(count).fill({ branchesIncludes: ['main'] }) });
    if (message) expect(make).toThrow(message);
    else expect(make).not.toThrow();
  });
});

describe('aws-cdk#31236: the prefix of the ARN does not decide which actions AWS checks', () => {
  test('the stock action grants only one of them', () => {
    const stack = stackIn();
    stockPipeline(stack, CONNECTION_ARN);
    expect(statements(stack)).toEqual([
      { Action: 'codestar-connections:UseConnection', Effect: 'Allow', Resource: CONNECTION_ARN },
    ]);
  });
});
