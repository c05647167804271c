process.env.CDK_VALIDATION = 'false';

import { Aspects, CfnParameter, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { ConnectionPipelineSource, ConnectionSourceAction, type ConnectionSourceActionProps } from '../../../src';
import { importedConnection, pipelineOf, stackIn } from '../fixtures';
import { narrowedTo, pipelineWith, statements } from './fixtures';

type Configuration = Omit<codepipeline.GitConfiguration, 'sourceAction'>;

const TAGS: Configuration = { pushFilter: [{ tagsIncludes: ['v*'] }] };
const PROVIDER = codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION;
const trigger = (sourceAction: codepipeline.IAction, configuration = TAGS): codepipeline.TriggerProps => ({
  providerType: PROVIDER,
  gitConfiguration: { sourceAction, ...configuration },
});

/** A trigger as CloudFormation has it. */
const rendered = (push: object[] = [{ Tags: { Includes: ['v*'] } }], SourceActionName = 'Source') => ({
  ProviderType: PROVIDER,
  GitConfiguration: { SourceActionName, Push: push },
});

const sourceIn = (stack: Stack, props: Partial<ConnectionSourceActionProps> = {}) =>
  new ConnectionSourceAction({
    actionName: 'Source',
    connection: (stack.node.tryFindChild('Imported') as never) ?? importedConnection(stack),
    repository: 'my-org/app',
    branch: 'main',
    output: new codepipeline.Artifact(),
    ...props,
  });

/** A pipeline of the source, in which nothing else uses a connection. */
function pipelineOfSource(stack: Stack, source: codepipeline.IAction, props: codepipeline.PipelineProps = {}) {
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    ...props,
  });
  pipeline.addStage({ stageName: 'Source', actions: [source] });
  pipeline.addStage({ stageName: 'Next', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] });
  return pipeline;
}

const l1Of = (pipeline: codepipeline.Pipeline) => pipeline.node.defaultChild as codepipeline.CfnPipeline;

/** Each way to give a trigger to a pipeline. */
const WAYS: Record<string, (stack: Stack) => unknown> = {
  'by its action': (stack) => pipelineWith(stack, TAGS),
  'by its pipeline': (stack) => {
    const source = sourceIn(stack);
    return pipelineOfSource(stack, source, { triggers: [trigger(source)] });
  },
  'by addTrigger, after the action was added': (stack) => {
    const { pipeline, source } = pipelineWith(stack);
    pipeline.addTrigger(trigger(source));
  },
  'by addTrigger, before the action was added': (stack) => {
    const source = sourceIn(stack);
    const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', { pipelineType: codepipeline.PipelineType.V2 });
    pipeline.addTrigger(trigger(source));
    pipeline.addStage({ stageName: 'Source', actions: [source] });
    pipeline.addStage({ stageName: 'Next', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] });
  },
  'by an override': (stack) => l1Of(pipelineWith(stack).pipeline).addPropertyOverride('Triggers', [rendered()]),
  'by an override of a part': (stack) => {
    const { pipeline, source } = pipelineWith(stack);
    pipeline.addTrigger(trigger(source, { pushFilter: [{ branchesIncludes: ['main'] }] }));
    l1Of(pipeline).addPropertyOverride('Triggers.0.GitConfiguration.Push.0.Branches.Includes', ['main', 'dev']);
  },
  'by the L1': (stack) => {
    l1Of(pipelineWith(stack).pipeline).triggers = [
      {
        providerType: PROVIDER,
        gitConfiguration: { sourceActionName: 'Source', push: [{ tags: { includes: ['v*'] } }] },
      },
    ];
  },
  'by an aspect': (stack) => {
    const { pipeline } = pipelineWith(stack);
    Aspects.of(stack).add({
      visit: (node) => void (node === pipeline && l1Of(pipeline).addPropertyOverride('Triggers', [rendered()])),
    });
  },
  'by a token for all triggers': (stack) => {
    l1Of(pipelineWith(stack).pipeline).triggers = Token.asAny(Fn.conditionIf('No', [rendered()], [])) as never;
  },
  'by a token for one trigger': (stack) => {
    l1Of(pipelineWith(stack).pipeline).addPropertyOverride('Triggers', [Fn.conditionIf('No', rendered(), 'x')]);
  },
  'by a token for its patterns': (stack) => {
    const branches = new CfnParameter(stack, 'Branches', { type: 'CommaDelimitedList' }).valueAsList;
    return pipelineWith(stack, { pushFilter: [{ branchesIncludes: branches }] });
  },
  'with a token for the name of the action': (stack) => {
    const name = new CfnParameter(stack, 'Action').valueAsString;
    l1Of(pipelineWith(stack).pipeline).addPropertyOverride('Triggers', [rendered(undefined, name)]);
  },
  'that is lazy': (stack) => {
    l1Of(pipelineWith(stack).pipeline).triggers = Lazy.any({
      produce: () => [{ providerType: PROVIDER, gitConfiguration: { sourceActionName: 'Source', pullRequest: [{}] } }],
    });
  },
};

test.each(Object.entries(WAYS))(
  'a trigger for tags or other branches, given %s, lets the source read them',
  (_, make) => {
    const stack = stackIn();
    make(stack);
    expect(statements(stack)).toEqual(narrowedTo());
  },
);

test('triggers given to the pipeline: without them, the source reads its branch only', () => {
  const stack = stackIn();
  pipelineOfSource(stack, sourceIn(stack));
  expect(statements(stack)).toEqual(narrowedTo('main'));
});

describe('a source reads other branches if a trigger has', () => {
  test.each<[string, Configuration]>([
    ['a wildcard', { pushFilter: [{ branchesIncludes: ['ma*'] }] }],
    ['braces', { pushFilter: [{ branchesIncludes: ['{main,dev}'] }] }],
    ['several branches', { pushFilter: [{ branchesIncludes: ['main', 'dev'] }] }],
    ['another branch', { pushFilter: [{ branchesIncludes: ['dev'] }] }],
    ['exclusions only', { pushFilter: [{ branchesExcludes: ['dev'] }] }],
    ['a second filter for tags', { pushFilter: [{ branchesIncludes: ['main'] }, { tagsIncludes: ['v*'] }] }],
    ['tags that are excluded', { pushFilter: [{ tagsExcludes: ['v0*'] }] }],
    ['pull requests, which come from any branch', { pullRequestFilter: [{ branchesIncludes: ['main'] }] }],
  ])('%s', (_, configuration) => {
    const stack = stackIn();
    pipelineWith(stack, configuration);
    expect(statements(stack)).toEqual(narrowedTo());
  });

  test.each<[string, string, (stack: Stack) => string]>([
    ['its branch', 'main', () => 'main'],
    ['its branch, lazily', 'main', () => Lazy.string({ produce: () => 'main' })],
  ])('but not if it has nothing else than %s', (_, branch, pattern) => {
    const stack = stackIn();
    const filePathsIncludes = ['services/a/**'];
    pipelineWith(stack, { branch, pushFilter: [{ branchesIncludes: [pattern(stack)], filePathsIncludes }] });
    expect(statements(stack)).toEqual(narrowedTo('main'));
  });

  test('but not if it has the branch by the same parameter', () => {
    const stack = stackIn();
    const branch = new CfnParameter(stack, 'Branch').valueAsString;
    pipelineWith(stack, { branch, pushFilter: [{ branchesIncludes: [branch] }] });
    expect(statements(stack)).toEqual(
      narrowedTo('').map((statement) => JSON.parse(JSON.stringify(statement).replace('[""]', '[{"Ref":"Branch"}]'))),
    );
  });

  test('but not if it has a filter for another action', () => {
    const stack = stackIn();
    const { pipeline } = pipelineWith(stack);
    l1Of(pipeline).addPropertyOverride('Triggers', [rendered(undefined, 'Other')]);
    expect(statements(stack)).toEqual(narrowedTo('main'));
  });

  test('but not if it has no filter', () => {
    const stack = stackIn();
    const { pipeline } = pipelineWith(stack);
    l1Of(pipeline).addPropertyOverride('Triggers', [
      { ProviderType: PROVIDER, GitConfiguration: { SourceActionName: 'Source' } },
    ]);
    expect(statements(stack)).toEqual(narrowedTo('main'));
  });
});

test.each([false, true])('two sources of one role keep their branches, with minimized policies: %s', (minimized) => {
  const stack = stackIn();
  stack.node.setContext('@aws-cdk/aws-iam:minimizePolicies', minimized);
  const pipeline = pipelineOfSource(stack, sourceIn(stack), { usePipelineRoleForActions: true });
  pipeline.stage('Source').addAction(sourceIn(stack, { actionName: 'Second', branch: 'dev' }));
  pipeline.stage('Source').addAction(sourceIn(stack, { actionName: 'Third', branch: 'docs', ...TAGS }));
  const all = [...narrowedTo('main'), ...narrowedTo('dev'), ...narrowedTo()];
  expect(statements(stack)).toHaveLength(all.length);
  expect(statements(stack)).toEqual(expect.arrayContaining(all));
});

describe('CDK Pipelines', () => {
  const FILTERS: Record<string, Configuration> = {
    'aws-cdk#29704: several branches': { pushFilter: [{ branchesIncludes: ['main', 'release/**'] }] },
    'aws-cdk#17512: a folder of a monorepo': {
      pushFilter: [{ branchesIncludes: ['main'], filePathsIncludes: ['services/shop/**'] }],
    },
    'aws-cdk#20098: paths, without some files': {
      pushFilter: [{ branchesIncludes: ['main'], filePathsIncludes: ['infra/**'], filePathsExcludes: ['**/*.md'] }],
    },
    'aws-cdk#28694: tags': TAGS,
    'aws-cdk#25946: pushes and pull requests': {
      pushFilter: [{ branchesIncludes: ['main'] }],
      pullRequestFilter: [{ branchesIncludes: ['main'], events: [codepipeline.GitPullRequestEvent.OPEN] }],
    },
  };
  const cdkPipeline = (stack: Stack, input: pipelines.CodePipelineSource) =>
    new pipelines.CodePipeline(stack, 'Pipeline', {
      pipelineType: codepipeline.PipelineType.V2,
      synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }),
    });
  const ours = (stack: Stack, props = {}) =>
    ConnectionPipelineSource.fromConnection({
      connection: importedConnection(stack),
      repository: 'my-org/app',
      branch: 'main',
      ...props,
    });

  test.each(Object.entries(FILTERS))('%s start a pipeline, as they do for CodePipeline', (_, filters) => {
    const stock = stackIn();
    const { connectionArn } = importedConnection(stock).connectionRef;
    const options = { connectionArn, ...filters };
    cdkPipeline(stock, pipelines.CodePipelineSource.connection('my-org/app', 'main', options));
    expect(pipelineOf(stock)?.Properties.Triggers).toBeUndefined();

    const [stack, plain] = [stackIn(), stackIn()];
    cdkPipeline(stack, ours(stack, { ...filters, actionName: 'Source' }));
    pipelineWith(plain, filters);
    expect(pipelineOf(stack)?.Properties.Triggers).toEqual(pipelineOf(plain)?.Properties.Triggers);
    expect(pipelineOf(stack)?.Properties.Triggers).toHaveLength(1);
    expect(statements(stack)).toEqual(statements(plain));
  });

  test('a trigger that is added to the pipeline in it lets its source read other branches', () => {
    const stack = stackIn();
    const it = cdkPipeline(stack, ours(stack));
    it.buildPipeline();
    const { pipeline } = it;
    const [source] = pipeline.stages[0]?.actions ?? [];
    pipeline.addTrigger(trigger(source as codepipeline.IAction));
    expect(statements(stack)).toEqual(narrowedTo());
  });

  test('aws-cdk#31000: steps get the variables of a pull request', () => {
    const stack = stackIn();
    const input = ours(stack, { actionName: 'App' });
    const env = { ID: input.sourceAttribute('PullRequestId'), FROM: input.sourceAttribute('SourceBranchName') };
    new pipelines.CodePipeline(stack, 'Pipeline', {
      synth: new pipelines.ShellStep('Synth', { input, commands: [], env }),
    });
    const synth = pipelineOf(stack)?.Properties.Stages[1].Actions[0].Configuration;
    expect(JSON.parse(synth.EnvironmentVariables)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'ID', value: '#{Source@App.PullRequestId}' }),
        expect.objectContaining({ name: 'FROM', value: '#{Source@App.SourceBranchName}' }),
      ]),
    );
  });
});

test('a full clone is still granted for all branches', () => {
  const stack = stackIn();
  const project = new codebuild.PipelineProject(stack, 'Build');
  const output = new codepipeline.Artifact();
  const pipeline = pipelineOfSource(stack, sourceIn(stack, { output, codeBuildCloneOutput: true }));
  pipeline.addStage({
    stageName: 'Build',
    actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: output })],
  });
  expect(statements(stack)).toEqual([...narrowedTo(), ...narrowedTo('main')]);
});
