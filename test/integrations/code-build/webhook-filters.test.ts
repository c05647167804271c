process.env.CDK_VALIDATION = 'false';

import { CfnParameter, type Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import fc from 'fast-check';
import {
  ConnectionBuildSource,
  type PullRequestFilterOptions,
  type PushFilterOptions,
  WebhookFilters,
} from '../../../src';
import { checkGitName } from '../../../src/private/checks';
import { importedConnection, stackIn } from '../fixtures';
import { type Filter, starts } from './fixtures';

/** The filters in the template, of a project over a connection or of CDK's own. */
function rendered(group: codebuild.FilterGroup, stack: Stack = stackIn(), source?: codebuild.ISource): Filter[] {
  const options = { connection: importedConnection(stack), repository: 'my-org/app', webhookFilters: [group] };
  new codebuild.Project(stack, 'Project', { source: source ?? ConnectionBuildSource.gitHub(options) });
  const [project] = Object.values(Template.fromStack(stack).findResources('AWS::CodeBuild::Project'));
  return project?.Properties.Triggers.FilterGroups[0];
}

const push = (options?: PushFilterOptions) => rendered(WebhookFilters.push(options)).slice(1);
const pullRequest = (options?: PullRequestFilterOptions) => rendered(WebhookFilters.pullRequest(options)).slice(1);

describe('a filter for pushes', () => {
  test('matches only the given branches and tags', () => {
    const filters = push({ branches: ['main', 'release/1.x'], tags: ['v1.0'] });
    expect(filters).toEqual([
      { Type: 'HEAD_REF', Pattern: '^refs/heads/main$|^refs/heads/release/1\\.x$|^refs/tags/v1\\.0$' },
    ]);
    for (const HEAD_REF of ['refs/heads/main', 'refs/heads/release/1.x', 'refs/tags/v1.0']) {
      expect(starts(filters, { HEAD_REF })).toBe(true);
    }
    for (const HEAD_REF of [
      'refs/heads/main-2',
      'refs/heads/my/refs/heads/main',
      'refs/heads/release/12x',
      'refs/tags/main',
    ]) {
      expect(starts(filters, { HEAD_REF })).toBe(false);
    }
  });

  test('may have patterns for references', () => {
    expect(push({ branches: ['main'], headRefPatterns: ['^refs/heads/release/.*$', '^refs/tags/v(1|2)$'] })).toEqual([
      { Type: 'HEAD_REF', Pattern: '^refs/heads/main$|^refs/heads/release/.*$|^refs/tags/v(1|2)$' },
    ]);
  });

  test('CodeBreach: matches only pushes by the given accounts', () => {
    const filters = push({ actorIds: ['12345', '678'] });
    expect(filters).toEqual([{ Type: 'ACTOR_ACCOUNT_ID', Pattern: '^12345$|^678$' }]);
    const started = ['12345', '678', '9123456', '123456', '12345678', '67'].filter((id) =>
      starts(filters, { ACTOR_ACCOUNT_ID: id }),
    );
    expect(started).toEqual(['12345', '678']);
  });

  test('matches only changes of the given paths', () => {
    const filters = push({ filePaths: ['src/', 'buildspec.yml'], filePathPatterns: ['^.*\\.md$'] });
    expect(filters).toEqual([{ Type: 'FILE_PATH', Pattern: '^src/|^buildspec\\.yml$|^.*\\.md$' }]);
    const started = ['src/a/b', 'buildspec.yml', 'a.md', 'lib/src/a', 'src', 'buildspecxyml', 'x/buildspec.yml'].filter(
      (path) => starts(filters, { FILE_PATH: path }),
    );
    expect(started).toEqual(['src/a/b', 'buildspec.yml', 'a.md']);
  });

  test('matches every push by default', () => {
    expect(rendered(WebhookFilters.push())).toEqual([{ Type: 'EVENT', Pattern: 'PUSH' }]);
  });

  test("can be restricted further with CDK's methods", () => {
    expect(rendered(WebhookFilters.push({ branches: ['main'] }).andCommitMessageIsNot('\\[skip ci\\]'))).toEqual([
      { Type: 'EVENT', Pattern: 'PUSH' },
      { Type: 'HEAD_REF', Pattern: '^refs/heads/main$' },
      { Type: 'COMMIT_MESSAGE', Pattern: '\\[skip ci\\]', ExcludeMatchedPattern: true },
    ]);
  });
});

describe('a filter for pull requests', () => {
  test('matches only pull requests with the given target and source branches', () => {
    const filters = pullRequest({
      baseBranches: ['main'],
      baseRefPatterns: ['^refs/heads/release/.*$'],
      headBranches: ['dev'],
      headRefPatterns: ['^refs/heads/feature/.*$'],
      actorIds: ['1'],
      filePaths: ['src/'],
    });
    expect(filters).toEqual([
      { Type: 'BASE_REF', Pattern: '^refs/heads/main$|^refs/heads/release/.*$' },
      { Type: 'HEAD_REF', Pattern: '^refs/heads/dev$|^refs/heads/feature/.*$' },
      { Type: 'ACTOR_ACCOUNT_ID', Pattern: '^1$' },
      { Type: 'FILE_PATH', Pattern: '^src/' },
    ]);
    const event = {
      BASE_REF: 'refs/heads/main',
      HEAD_REF: 'refs/heads/dev',
      ACTOR_ACCOUNT_ID: '1',
      FILE_PATH: 'src/a',
    };
    expect(starts(filters, event)).toBe(true);
    for (const key of Object.keys(event) as (keyof typeof event)[]) {
      expect(starts(filters, { ...event, [key]: `x${event[key]}` })).toBe(false);
    }
  });

  const { PULL_REQUEST_MERGED, PULL_REQUEST_CLOSED, PUSH } = codebuild.EventAction;

  test('aws-cdk#33197: has several events without spaces, in any project', () => {
    const written = (group: codebuild.FilterGroup) => {
      const stock = codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', webhookFilters: [group] });
      return [rendered(group), rendered(group, stackIn(), stock)].map(([event]) => event);
    };
    const created = { Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' };
    expect(written(WebhookFilters.pullRequest())).toEqual([created, created]);
    const ended = { Type: 'EVENT', Pattern: 'PULL_REQUEST_MERGED,PULL_REQUEST_CLOSED' };
    const events = [PULL_REQUEST_MERGED, PULL_REQUEST_CLOSED, PULL_REQUEST_MERGED];
    expect(written(WebhookFilters.pullRequest({ events }))).toEqual([ended, ended]);
  });

  test("aws-cdk#33197: CDK's filters in a source with a connection have several events without spaces", () => {
    const group = codebuild.FilterGroup.inEventOf(PULL_REQUEST_MERGED, PULL_REQUEST_CLOSED).andCommitMessageIs('a, b');
    expect(rendered(group)).toEqual([
      { Type: 'EVENT', Pattern: 'PULL_REQUEST_MERGED,PULL_REQUEST_CLOSED' },
      { Type: 'COMMIT_MESSAGE', Pattern: 'a, b' },
    ]);
  });

  test('refuses other events', () => {
    const events = [PULL_REQUEST_MERGED, PUSH];
    expect(() => WebhookFilters.pullRequest({ events })).toThrow(
      `'events' must be an event of pull requests, got "PUSH"`,
    );
  });
});

describe('webhook filters refuse', () => {
  const make = {
    ...bound(WebhookFilters.push),
    ...bound(WebhookFilters.pullRequest),
    ...bound(WebhookFilters.workflowJobQueued),
  };
  const OF_ALL = ['actorIds', 'repositoryNames', 'repositoryNamePatterns'];
  const OPTIONS = {
    push: [...OF_ALL, 'branches', 'tags', 'headRefPatterns', 'filePaths', 'filePathPatterns'],
    pullRequest: [
      ...OF_ALL,
      ...['events', 'baseBranches', 'baseRefPatterns', 'headBranches', 'headRefPatterns'],
      ...['filePaths', 'filePathPatterns'],
    ],
    workflowJobQueued: [...OF_ALL, 'workflows', 'workflowPatterns', 'organizations', 'organizationPatterns'],
  };

  test.each(Object.entries(OPTIONS).flatMap(([method, options]) => options.map((option) => [method, option] as const)))(
    '%s: an empty list, an empty text: %s',
    (method, option) => {
      expect(() => make[method]?.({ [option]: [] })).toThrow(`'${option}' must have at least 1 entry, got 0`);
      expect(() => make[method]?.({ [option]: [''] })).toThrow(`'${option}'`);
    },
  );

  test.each([['release/*'], ['refs/heads/main'], ['main\n'], ['a b'], ['^main$'], ['a?'], ['/main']])(
    'a branch or a tag that is a pattern or not valid: %j',
    (name) => {
      for (const option of ['branches', 'tags']) {
        expect(() => make.push?.({ [option]: [name] })).toThrow(`'${option}' must be a Git name such as 'main'`);
      }
      for (const option of ['baseBranches', 'headBranches']) {
        expect(() => make.pullRequest?.({ [option]: [name] })).toThrow(`'${option}' must be a Git name`);
      }
    },
  );

  test.each([['main'], ['refs/heads/main'], ['^refs/heads/main'], ['^refs/heads/a$|b'], ['refs/heads/main$']])(
    'a pattern that is not anchored: %j',
    (pattern) => {
      const message = 'must begin with ^ and end with $, got';
      expect(() => make.push?.({ headRefPatterns: [pattern] })).toThrow(message);
      for (const option of ['baseRefPatterns', 'headRefPatterns']) {
        expect(() => make.pullRequest?.({ [option]: [pattern] })).toThrow(
          `each alternative of '${option}' ${message} ${JSON.stringify(pattern)}`,
        );
      }
    },
  );

  test.each([['/src'], ['./src'], ['../src'], ['src/**'], ['a\n']])('the invalid path %j', (path) => {
    expect(() => make.push?.({ filePaths: [path] })).toThrow(
      "'filePaths' must be a path from the root of the repository",
    );
  });

  test('a pattern of paths that is not anchored at its beginning', () => {
    expect(() => make.push?.({ filePathPatterns: ['\\.md$'] })).toThrow(
      "each alternative of 'filePathPatterns' must begin with ^",
    );
  });

  test.each([['octo cat'], ['1\n']])('the invalid account id %j', (id) => {
    expect(() => make.push?.({ actorIds: [id] })).toThrow("'actorIds' must be the id of an account at the provider");
  });

  test.each(['octocat', 'dependabot[bot]', '12345a'])('a GitHub account that is given by its name %s', (id) => {
    expect(() => rendered(WebhookFilters.push({ actorIds: ['1', id] }))).toThrow(
      'an account id at GitHub must be a number, got',
    );
  });

  test('a GitHub account that is excluded by its name, which would exclude nobody', () => {
    expect(() => rendered(cdkGroup().andActorAccountIsNot('^octocat$'))).toThrow(
      'must be a number, got the filter "^octocat$"',
    );
    expect(() => rendered(cdkGroup().andActorAccountIsNot('^\\d+$').andActorAccountIs('^1$'))).not.toThrow();
  });

  test('no Bitbucket account ids, which are not numbers', () => {
    const stack = stackIn();
    const webhookFilters = [WebhookFilters.push({ actorIds: ['557058:c3c0b0a1'] })];
    const source = ConnectionBuildSource.bitBucket({
      connection: importedConnection(stack),
      repository: 'team/app',
      webhookFilters,
    });
    new codebuild.Project(stack, 'Project', { source });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('^557058:c3c0b0a1$');
  });
});

describe('a value that is known only at deployment', () => {
  test('is a pattern between the anchors', () => {
    const stack = stackIn();
    const branch = new CfnParameter(stack, 'Branch').valueAsString;
    expect(rendered(WebhookFilters.push({ branches: ['main', branch], actorIds: [branch] }), stack).slice(1)).toEqual([
      {
        Type: 'HEAD_REF',
        Pattern: { 'Fn::Join': ['', ['^refs/heads/main$|^refs/heads/(', { Ref: 'Branch' }, ')$']] },
      },
      { Type: 'ACTOR_ACCOUNT_ID', Pattern: { 'Fn::Join': ['', ['^(', { Ref: 'Branch' }, ')$']] } },
    ]);
  });

  test('may be the whole list', () => {
    const stack = stackIn();
    const branches = new CfnParameter(stack, 'Branches', { type: 'CommaDelimitedList' }).valueAsList;
    expect(Token.isUnresolved(branches)).toBe(true);
    expect(rendered(WebhookFilters.push({ branches }), stack).slice(1)).toEqual([
      {
        Type: 'HEAD_REF',
        Pattern: { 'Fn::Join': ['', ['^refs/heads/(', { 'Fn::Join': ['|', { Ref: 'Branches' }] }, ')$']] },
      },
    ]);
  });
});

test('a branch of any name starts a build, and no other branch', () => {
  const name = fc
    .string({ minLength: 1, unit: fc.constantFrom(...'ab1/-_.$|+()]{}@#') })
    .filter((text) => checkGitName('', text).length === 0);
  fc.assert(
    fc.property(name, name, (branch, other) => {
      const { Pattern = '' } = filterOf(WebhookFilters.push({ branches: [branch] })) ?? {};
      const matches = (value: string) => new RegExp(Pattern).test(`refs/heads/${value}`);
      return matches(branch) && matches(other) === (branch === other) && !matches(`${branch}${other}`);
    }),
  );
});

/** Without a template, which takes long to make. */
function filterOf(group: codebuild.FilterGroup): Pick<Filter, 'Pattern'> | undefined {
  const { _filters } = group as unknown as { _filters: { pattern: string }[] };
  return _filters[0] && { Pattern: _filters[0].pattern };
}

function cdkGroup(): codebuild.FilterGroup {
  return codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH);
}

/** A factory, for options whose names are computed. */
function bound(factory: (options: object) => codebuild.FilterGroup) {
  return { [factory.name]: factory } as Record<string, (options: object) => codebuild.FilterGroup>;
}
