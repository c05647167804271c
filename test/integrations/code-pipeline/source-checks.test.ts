process.env.CDK_VALIDATION = 'false';

import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Connection, ConnectionSourceAction, ProviderType } from '../../../src';
import { CONNECTION_ARN, importedConnection, sourceConfiguration, stackIn } from '../fixtures';
import { pipelineWith } from './fixtures';

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
