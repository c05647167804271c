import { fromGlob } from '../../../../local/aws/code-pipeline/glob';
import {
  decideTriggers,
  type PipelineDeclaration,
  type RepositoryEvent,
} from '../../../../local/aws/code-pipeline/triggers';

test.each([
  ['main', 'main', true],
  ['main', 'main-2', false],
  ['*', 'main', true],
  ['*', 'feature/a', false],
  ['**', 'feature/a', true],
  ['feature/**', 'feature/a/b', true],
  ['feature/*', 'feature/a/b', false],
  ['**/README.md', 'docs/README.md', true],
  ['**/README.md', 'README.md', false],
  ['*.{ts,md}', 'a.md', true],
  ['*.{ts,md}', 'a.js', false],
  ['v?', 'v1', true],
  ['v?', 'v/', false],
  ['v[0-9]', 'v1', true],
  ['v[!0-9]', 'v1', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['a.b', 'axb', false],
  ['a,b', 'a,b', true],
  ['a}b', 'a}b', true],
])('the glob %s fits %s: %s', (glob, value, expected) => {
  expect(fromGlob(glob).test(value)).toBe(expected);
});

test('a glob with an open brace is an error', () => {
  expect(() => fromGlob('{a,b')).toThrow("the glob '{a,b' has a brace without an end");
});

const ConnectionArn = 'arn:aws:codeconnections:us-east-1:123456789012:connection/1';

type GitConfiguration = Omit<
  NonNullable<NonNullable<PipelineDeclaration['triggers']>[number]['gitConfiguration']>,
  'sourceActionName'
>;

function pipeline(git?: GitConfiguration, configuration: Record<string, string> = {}): PipelineDeclaration {
  const source = {
    name: 'Checkout',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection' },
    configuration: { ConnectionArn, FullRepositoryId: 'my-org/app', BranchName: 'main', ...configuration },
  };
  const triggers = git && [{ gitConfiguration: { sourceActionName: 'Checkout', ...git } }];
  return { name: 'p', stages: [{ name: 'Source', actions: [source] }], triggers };
}

const push = (branch: string, ...files: string[]): RepositoryEvent => ({ repository: 'my-org/app', branch, files });
const tag = (name: string): RepositoryEvent => ({ repository: 'my-org/app', tag: name, files: [] });
const pullRequest = (event: 'OPEN' | 'CLOSED', branch: string, ...files: string[]): RepositoryEvent => ({
  repository: 'my-org/app',
  pullRequest: event,
  branch,
  files,
});

const BRANCHES = { push: [{ branches: { includes: ['main', 'release/**'], excludes: ['release/old'] } }] };
const FILES = {
  push: [{ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'], excludes: ['**/*.md'] } }],
};
const TAGS = { push: [{ tags: { includes: ['v*'], excludes: ['v0'] } }] };
const EITHER = { push: [...TAGS.push, { branches: { includes: ['main'] } }] };
const PULLS = { pullRequest: [{ events: ['OPEN'], branches: { includes: ['main'] } }] };

test.each<[string, GitConfiguration | undefined, RepositoryEvent, boolean, string[]]>([
  ['no trigger', undefined, push('main'), true, ['a push to the branch main of the action']],
  ['no trigger', undefined, push('other'), false, ['not a push to the branch main of the action']],
  ['no trigger', undefined, tag('v1'), false, ['not a push to the branch main of the action']],
  ['no trigger', undefined, pullRequest('OPEN', 'main'), false, ['without a trigger, pull requests start nothing']],
  ['a trigger without filters', {}, push('main'), true, ['a push to the branch main of the action']],
  [
    'branches',
    BRANCHES,
    push('release/1', 'a'),
    true,
    ["the branch 'release/1' is included by 'release/**', and any file"],
  ],
  ['branches', BRANCHES, push('release/old', 'a'), false, ["the branch 'release/old' is excluded by 'release/old'"]],
  ['branches', BRANCHES, push('other', 'a'), false, ["the branch 'other' is none of 'main', 'release/**'"]],
  ['branches', BRANCHES, tag('v1'), false, ['the filter is for branches, and a tag was pushed']],
  ['branches', BRANCHES, pullRequest('OPEN', 'main'), false, ['the trigger has no filters for pull requests']],
  [
    'only exclusions',
    { push: [{ branches: { excludes: ['old/**'] } }] },
    push('new', 'a'),
    true,
    ["the branch 'new' is included by '**', and any file"],
  ],
  [
    'file paths',
    FILES,
    push('main', 'src/a.ts', 'src/b.md'),
    true,
    ["the branch 'main' is included by 'main', and the file 'src/a.ts' is included by 'src/**'"],
  ],
  [
    'file paths',
    FILES,
    push('main', 'src/b.md', 'test/a.ts'),
    false,
    ["the file 'src/b.md' is excluded by '**/*.md', and the file 'test/a.ts' is none of 'src/**'"],
  ],
  ['file paths', FILES, push('other', 'src/a.ts'), false, ["the branch 'other' is none of 'main'"]],
  ['file paths', FILES, push('main'), false, ['no files are changed']],
  ['tags', TAGS, tag('v1'), true, ["the tag 'v1' is included by 'v*'"]],
  ['tags', TAGS, tag('v0'), false, ["the tag 'v0' is excluded by 'v0'"]],
  ['tags', TAGS, push('main', 'a'), false, ['the filter is for tags, and a branch was pushed']],
  [
    'two filters',
    EITHER,
    push('main', 'a'),
    true,
    ['the filter is for tags, and a branch was pushed', "the branch 'main' is included by 'main', and any file"],
  ],
  [
    'pull requests',
    PULLS,
    pullRequest('OPEN', 'main', 'a'),
    true,
    ["the branch 'main' is included by 'main', and any file"],
  ],
  [
    'pull requests',
    PULLS,
    pullRequest('CLOSED', 'main', 'a'),
    false,
    ['the filter is for pull requests that are OPEN, and this one is CLOSED'],
  ],
  ['pull requests', PULLS, push('main', 'a'), false, ['the trigger has no filters for pushes']],
])('with %s: %#', (_, git, event, starts, reasons) => {
  expect(decideTriggers(pipeline(git), event)).toEqual([
    { pipeline: 'p', action: 'Checkout', connectionArn: ConnectionArn, starts, reasons },
  ]);
});

test('DetectChanges turns the start by pushes off, and not that by filters', () => {
  const off = { DetectChanges: 'false' };
  expect(decideTriggers(pipeline(undefined, off), push('main'))).toMatchObject([
    { starts: false, reasons: ['DetectChanges is false'] },
  ]);
  expect(decideTriggers(pipeline(BRANCHES, off), push('main', 'a'))).toMatchObject([{ starts: true }]);
});

test('a pipeline that was made while its connection was pending does not start', () => {
  expect(decideTriggers(pipeline(), push('main'), { [ConnectionArn]: 'PENDING' })).toMatchObject([
    {
      starts: false,
      reasons: ['the connection was PENDING when the pipeline was made, so the provider has no webhook for it'],
    },
  ]);
});

test('a filter that cannot be read starts nothing, says so, and leaves other pipelines as they are', () => {
  const broken = { push: [{ branches: { includes: ['release/{1,2'] } }] };
  const [{ starts, reasons }] = decideTriggers(pipeline(broken), push('main'));
  expect([starts, reasons]).toEqual([false, [expect.stringMatching(/^a filter cannot be read: .*release/)]]);
});

test('another repository is nothing to a pipeline', () => {
  expect(decideTriggers(pipeline(), { ...push('main'), repository: 'my-org/other' })).toEqual([]);
});
