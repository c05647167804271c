process.env.CDK_VALIDATION = 'false';

import { Aws, CfnParameter, Fn, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { pipelineTriggerRefused } from '../../../src/validation/rules/pipeline-trigger-refused';
import { shownId, validatedStack, warnings } from '../fixtures';
import { pipelineIn, SOURCE } from '../pipelines';

const PROVIDER = codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION;
const of = (texts: string[]) => texts.filter((text) => text.includes(shownId(pipelineTriggerRefused)));

/** The warnings of a pipeline with a trigger, as CloudFormation has it. */
function warningsOf(configuration: object, props: Partial<codepipeline.CfnPipelineProps> = {}): string[] {
  const stack = validatedStack();
  const gitConfiguration = { sourceActionName: 'Source', ...configuration };
  pipelineIn(stack, [], { pipelineType: 'V2', triggers: [{ providerType: PROVIDER, gitConfiguration }], ...props });
  return of(warnings(stack));
}

const BRANCHES = { branches: { includes: ['main'] } };
const NINE = Array.from({ length: 9 }, (_, i) => `b${i}`);

test.each<[string, object, string]>([
  [
    'tags and branches',
    { push: [{ ...BRANCHES, tags: { includes: ['v*'] } }] },
    "'push[0]' has tags and branches; make two filters of it",
  ],
  [
    'tags and file paths',
    { push: [{ tags: { excludes: ['v*'] }, filePaths: { includes: ['src/**'] } }] },
    "'push[0]' has tags and file paths",
  ],
  [
    'file paths only',
    { push: [BRANCHES, { filePaths: { includes: ['src/**'] } }] },
    "'push[1]' has file paths without branches",
  ],
  ['nothing', { push: [{}] }, "'push[0]' has neither branches nor tags"],
  ['branches without patterns', { push: [{ branches: {} }] }, "'push[0]' has neither branches nor tags"],
  ['events only', { pullRequest: [{ events: ['OPEN'] }] }, "'pullRequest[0]' has no branches"],
  ['an empty list', { push: [{ tags: { includes: [] } }] }, "'push[0].tags.includes' must have 1 to 8 entries, got 0"],
  [
    'nine patterns',
    { pullRequest: [{ branches: { excludes: NINE } }] },
    "'pullRequest[0].branches.excludes' must have 1 to 8 entries, got 9",
  ],
  [
    'a long pattern',
    { push: [{ tags: { includes: ['v'.repeat(256)] } }] },
    "'push[0].tags.includes' must have 1 to 255 characters, got 256",
  ],
  ['four filters', { push: [BRANCHES, BRANCHES, BRANCHES, BRANCHES] }, "'push' must have 1 to 3 entries, got 4"],
  ['no filters in its list', { pullRequest: [] }, "'pullRequest' must have 1 to 3 entries, got 0"],
  [
    'another action',
    { sourceActionName: 'Build', push: [BRANCHES] },
    "a trigger names 'Build', which is no source action with a connection",
  ],
])('a trigger with %s gets a warning', (_, configuration, problem) => {
  const problems = warningsOf(configuration);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`CodePipeline refuses the pipeline 'Stack/Pipeline': ${problem}`);
});

test.each<[string, object]>([
  ['branches', { push: [BRANCHES] }],
  ['branches and file paths', { push: [{ ...BRANCHES, filePaths: { includes: ['src/**'] } }] }],
  ['tags', { push: [{ tags: { includes: ['v*'], excludes: ['v0*'] } }] }],
  ['both in two filters', { push: [BRANCHES, { tags: { includes: ['v*'] } }], pullRequest: [BRANCHES] }],
  ['tokens', { push: [{ branches: { includes: [Aws.STACK_NAME] } }] }],
  ['a token for a list', { push: [{ branches: { includes: Token.asList({ Ref: 'Branches' }) } }] }],
  ['a token for a criterion', { push: [{ branches: Fn.conditionIf('No', {}, {}) }] }],
  ['a token for a filter', { push: [Fn.conditionIf('No', {}, {})] }],
  ['a token for all filters', { push: Fn.conditionIf('No', [], []) }],
])('a trigger with %s gets none', (_, configuration) => {
  expect(warningsOf(configuration)).toEqual([]);
});

test('triggers of a pipeline of type V1 get a warning', () => {
  expect(warningsOf({ push: [BRANCHES] }, { pipelineType: 'V1' })).toEqual([
    expect.stringContaining('a pipeline of type V1 has no triggers'),
  ]);
});

test('several triggers of one action get a warning', () => {
  const trigger = { providerType: PROVIDER, gitConfiguration: { sourceActionName: 'Source', push: [BRANCHES] } };
  expect(warningsOf({}, { triggers: [trigger, trigger] })).toEqual([
    expect.stringContaining("the source action 'Source' has several triggers"),
  ]);
});

test('triggers that are a token, or of stages that are one, get none', () => {
  expect(warningsOf({}, { triggers: Fn.conditionIf('No', [], []) as never })).toEqual([]);
  expect(warningsOf({ sourceActionName: 'Other' }, { stages: Fn.conditionIf('No', [], []) as never })).toEqual([]);
});

test('terraform-provider-aws#43105: the CDK takes tags and branches in one filter, and a rule tells of it', () => {
  const stack = validatedStack();
  const source = new actions.CodeStarConnectionsSourceAction({
    actionName: 'Source',
    connectionArn: SOURCE.configuration.ConnectionArn,
    owner: 'my-org',
    repo: 'app',
    output: new codepipeline.Artifact(),
  });
  const pushFilter = [{ branchesIncludes: ['dev'], tagsIncludes: ['*hotfix*'] }];
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    triggers: [{ providerType: PROVIDER, gitConfiguration: { sourceAction: source, pushFilter } }],
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Next', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] },
    ],
  });
  expect(of(warnings(stack))).toEqual([
    expect.stringContaining(
      `CodePipeline refuses the pipeline '${pipeline.node.path}': 'push[0]' has tags and branches`,
    ),
  ]);
});

test('a trigger whose action is named by a token gets none', () => {
  const stack = validatedStack();
  const sourceActionName = new CfnParameter(stack, 'Action').valueAsString;
  pipelineIn(stack, [], {
    pipelineType: 'V2',
    triggers: [{ providerType: PROVIDER, gitConfiguration: { sourceActionName, push: [BRANCHES] } }],
  });
  expect(of(warnings(stack))).toEqual([]);
});
