process.env.CDK_VALIDATION = 'false';

import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Connection, ConnectionSourceAction, ProviderType } from '../../../src';
import { CONNECTION_ARN, CONNECTIONS, importedConnection, pipelineOf, sourceConfiguration, stackIn } from '../fixtures';
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

describe('bad input', () => {
  test.each<[string, object, string]>([
    [
      'tags and branches (terraform-provider-aws#43105)',
      { pushFilter: [{ branchesIncludes: ['dev'], tagsIncludes: ['*hotfix*'] }] },
      "'pushFilter[0]' has tags and branches; make two filters of it",
    ],
    [
      'tags and file paths',
      { pushFilter: [{ tagsIncludes: ['v*'], filePathsIncludes: ['src/**'] }] },
      "'pushFilter[0]' has tags and file paths; a tag has no changed files, so remove the file paths",
    ],
    [
      'file paths alone',
      { pushFilter: [{ branchesIncludes: ['main'] }, { filePathsIncludes: ['src/**'] }] },
      `'pushFilter[1]' has file paths without branches; add the branches, such as ["**"] for all`,
    ],
    ['nothing', { pushFilter: [{}] }, "'pushFilter[0]' has neither branches nor tags"],
    [
      'a pull request without branches',
      { pullRequestFilter: [{ events: ['OPEN'] }] },
      "'pullRequestFilter[0]' has no branches",
    ],
    [
      'file paths of a pull request without branches',
      { pullRequestFilter: [{ filePathsExcludes: ['*.md'] }] },
      "'pullRequestFilter[0]' has file paths without branches",
    ],
    [
      'an empty list',
      { pushFilter: [{ branchesIncludes: [] }] },
      "'pushFilter[0].branchesIncludes' must have 1 to 8 entries, got 0",
    ],
    [
      'nine patterns',
      { pullRequestFilter: [{ branchesIncludes: Array(9).fill('x') }] },
      "'pullRequestFilter[0].branchesIncludes' must have 1 to 8 entries, got 9",
    ],
    [
      'an empty pattern',
      { pushFilter: [{ tagsExcludes: [''] }] },
      "'pushFilter[0].tagsExcludes' must have 1 to 255 characters, got 0",
    ],
    [
      'a pattern that is too long',
      { pushFilter: [{ branchesIncludes: ['b'.repeat(256)] }] },
      "'pushFilter[0].branchesIncludes' must have 1 to 255 characters, got 256",
    ],
    [
      'a text for a list',
      { pushFilter: [{ branchesIncludes: 'main' }] },
      "'pushFilter[0].branchesIncludes' must be a list of patterns, got a text",
    ],
    ['no members at all', { pushFilter: [undefined] }, "'pushFilter[0]' has neither branches nor tags"],
    [
      'a pattern of two lines',
      { pushFilter: [{ branchesIncludes: ['a\nb'] }] },
      "'pushFilter[0].branchesIncludes' must be a single line",
    ],
  ])('a filter with %s is refused before the action is in a pipeline', (_, props, message) => {
    expect(() => sourceWith(props)).toThrow(`[INVALID_CONNECTION_SOURCE] ${message}`);
  });

  test('a list of eight patterns, and lists and patterns that are tokens, are accepted', () => {
    const stack = stackIn();
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    const pattern = new CfnParameter(stack, 'Pattern').valueAsString;
    expect(() =>
      sourceWith({ pushFilter: [{ branchesIncludes: Array(8).fill('b'), branchesExcludes: list }] }),
    ).not.toThrow();
    expect(() => sourceWith({ pushFilter: [{ tagsIncludes: list, tagsExcludes: [pattern] }] })).not.toThrow();
  });

  test.each(['my-org', 'app'])('half a repository is refused with what to add: %s', (half) => {
    expect(() => sourceWith({ repository: half })).toThrow(
      `got "${half}"; if that is the owner, add a slash and the name, and if it is the name, put the owner before it`,
    );
  });

  test.each<[string, (token: string) => string]>([
    ['as a whole', (token) => token],
    ['as the owner', (token) => `${token}/app`],
    ['as the name', (token) => `my-org/${token}`],
  ])('a repository with a token %s is accepted', (_, repositoryWith) => {
    const repository = repositoryWith(new CfnParameter(stackIn(), 'Value').valueAsString);
    expect(() => sourceWith({ repository })).not.toThrow();
  });

  const sourceWith = (props: object) =>
    new ConnectionSourceAction({
      actionName: 'Source',
      connection: importedConnection(stackIn()),
      repository: 'my-org/app',
      branch: 'main',
      output: new codepipeline.Artifact(),
      ...props,
    });

  test.each([
    ['a name without an owner', 'app'],
    ['a URL', 'https://github.com/my-org/app'],
    ['an SSH address', 'git@github.com:my-org/app'],
    ['an empty owner', '/app'],
    ['an empty name', 'my-org/'],
    ['what one clones', 'my-org/app.git'],
    ['nothing', ''],
  ])('%s is refused as a repository', (_, repository) => {
    expect(() => pipelineWith(stackIn(), { repository })).toThrow(
      `'repository' must be 'owner/name', in GitLab also 'group/subgroup/name', without the URL of the provider and '.git', consisting of letters, digits, '.', '-' and '_', got ${JSON.stringify(repository)}`,
    );
  });

  test('a repository in nested GitLab groups is accepted', () => {
    const stack = stackIn();
    pipelineWith(stack, { repository: 'group/subgroup/deeper/app' });
    expect(sourceConfiguration(stack).FullRepositoryId).toBe('group/subgroup/deeper/app');
  });

  test.each([
    [ProviderType.GITHUB, /'repository' must be 'owner\/name', without .*, got "group\/subgroup\/app"/],
    [ProviderType.BITBUCKET, /'repository' must be 'owner\/name', without/],
    [ProviderType.GITLAB, undefined],
    [ProviderType.AZURE_DEVOPS, undefined],
  ])('a repository in nested groups depends on the provider, if it is known: %j', (providerType, message) => {
    const stack = stackIn();
    const connection = new Connection(stack, 'Connection', { providerType });
    const make = () => pipelineWith(stack, { connection, repository: 'group/subgroup/app' });
    if (message) expect(make).toThrow(message);
    else expect(make).not.toThrow();
  });

  test.each([
    [0, 'must have 1 to 255 characters, got 0'],
    [1, undefined],
    [255, undefined],
    [256, 'must have 1 to 255 characters, got 256'],
  ])('a branch must have 1 to 255 characters: %i', (length, message) => {
    const make = () => pipelineWith(stackIn(), { branch: 'b'.repeat(length) });
    if (message) expect(make).toThrow(message);
    else expect(make).not.toThrow();
  });

  const milan = CONNECTION_ARN.replace('eu-west-1', 'eu-south-1');
  test.each([
    ['an opt-in Region in another Region', milan, 'eu-west-1'],
    ['another Region in an opt-in Region', CONNECTION_ARN, 'eu-south-1'],
  ])('a connection of %s is refused', (_, arn, region) => {
    const stack = stackIn(region);
    expect(() => pipelineWith(stack, { connection: importedConnection(stack, arn) })).toThrow(
      /cannot be used in .*: eu-south-1 is an opt-in Region/,
    );
  });

  test.each([
    ['an opt-in Region in the same Region', milan, 'eu-south-1'],
    ['another Region without opt-in Regions', CONNECTION_ARN, 'us-east-1'],
  ])('a connection of %s is accepted', (_, arn, region) => {
    const stack = stackIn(region);
    expect(() => pipelineWith(stack, { connection: importedConnection(stack, arn) })).not.toThrow();
  });

  test('a connection in a stack without a Region is accepted', () => {
    const stack = new Stack(new App(), 'Agnostic');
    expect(() => pipelineWith(stack, { connection: importedConnection(stack, milan) })).not.toThrow();
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
