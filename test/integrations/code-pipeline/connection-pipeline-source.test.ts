process.env.CDK_VALIDATION = 'false';

import {
  Aws,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  CfnParameter,
  CustomResource,
  Fn,
  Lazy,
  NestedStack,
  type Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { ConnectionPipelineSource } from '../../../src';
import { CONNECTION_ARN, importedConnection, pipelineOf, sourceConfiguration, stackIn } from '../fixtures';

describe('a CDK pipeline with a connection', () => {
  const source = (stack: Stack, props = {}) =>
    ConnectionPipelineSource.fromConnection({
      connection: (stack.node.tryFindChild('Imported') as never) ?? importedConnection(stack),
      repository: 'o/r',
      branch: 'main',
      ...props,
    });

  function cdkPipeline(stack: Stack, input: pipelines.IFileSetProducer, ...additional: pipelines.IFileSetProducer[]) {
    return new pipelines.CodePipeline(stack, 'Pipeline', {
      synth: new pipelines.ShellStep('Synth', {
        input,
        additionalInputs: Object.fromEntries(additional.map((extra, i) => [`../extra${i}`, extra])),
        commands: ['npx cdk synth'],
      }),
    });
  }

  test('aws-cdk#23916: two branches of one repository are two sources', () => {
    const stock = stackIn();
    const options = { connectionArn: CONNECTION_ARN };
    cdkPipeline(
      stock,
      pipelines.CodePipelineSource.connection('o/r', 'main', options),
      pipelines.CodePipelineSource.connection('o/r', 'docs', options),
    );
    expect(() => Template.fromStack(stock)).toThrow('Node with duplicate id: o/r');

    const stack = stackIn();
    cdkPipeline(stack, source(stack), source(stack, { branch: 'docs' }));
    const [source1, source2] = [sourceConfiguration(stack, 0), sourceConfiguration(stack, 1)];
    expect([source1.BranchName, source2.BranchName].sort()).toEqual(['docs', 'main']);
  });

  test('aws-cdk#27100: a repository may be a token', () => {
    const stock = stackIn();
    const token = new CfnParameter(stock, 'Repository').valueAsString;
    expect(() => pipelines.CodePipelineSource.connection(token, 'main', { connectionArn: CONNECTION_ARN })).toThrow(
      'Step id cannot be unresolved',
    );

    const stack = stackIn();
    const repository = new CfnParameter(stack, 'Repository').valueAsString;
    cdkPipeline(stack, source(stack, { repository }));
    expect(sourceConfiguration(stack).FullRepositoryId).toEqual({ Ref: 'Repository' });
    expect(pipelineOf(stack)?.Properties.Stages[0].Actions[0].Name).toBe('Repository@main');
  });

  test('two repositories given by tokens are two sources', () => {
    const stack = stackIn();
    const tokens = ['One', 'Two'].map((id) => new CfnParameter(stack, id).valueAsString);
    const [one, two] = tokens.map((repository) => source(stack, { repository }));
    if (one && two) cdkPipeline(stack, one, two);
    expect(pipelineOf(stack)?.Properties.Stages[0].Actions.map((action: { Name: string }) => action.Name)).toEqual(
      expect.arrayContaining(['One@main', 'Two@main']),
    );
  });

  const namesIn = (stack: Stack): string[] =>
    pipelineOf(stack)?.Properties.Stages[0].Actions.map((action: { Name: string }) => action.Name);
  const selected = (parameter: string) => Fn.select(0, Fn.split('-', parameter));

  const outputOf = (stack: Stack, name: string) => {
    const outputs = (stack.node.tryFindChild('Outputs') ??
      new CustomResource(stack, 'Outputs', { serviceToken: 'arn' })) as CustomResource;
    return outputs.getAttString(name);
  };

  test.each<[string, (stack: Stack, i: number) => string]>([
    ['by a parameter with different owners', (stack, i) => `o${i}/${parameterIn(stack)}`],
    ['by parameters of one id in different stacks', (stack, i) => parameterIn(new NestedStack(stack, `N${i}`))],
    ['by attributes of one construct', (stack, i) => outputOf(stack, `Repository${i}`)],
    ['by the account with different names', (_, i) => `o/${Aws.ACCOUNT_ID}-${i}`],
    ['by exports', (_, i) => Fn.importValue(`repository${i}`)],
    ['by entries of a list', (_, i) => Fn.select(i, Fn.split(',', Fn.importValue('repositories')))],
    [
      'by parts of parameters in different stacks',
      (stack, i) => selected(parameterIn(new NestedStack(stack, `N${i}`))),
    ],
    ['by dynamic references', (_, i) => new CfnDynamicReference(CfnDynamicReferenceService.SSM, `/r${i}`).toString()],
    ['by parameters of SSM', (stack, i) => StringParameter.valueForStringParameter(stack, `/repositories/${i}`)],
    ['lazily', (_, i) => Lazy.string({ produce: () => `o/r${i}` })],
    ['by a lazy export', (_, i) => Lazy.string({ produce: () => Fn.importValue(`repository${i}`) })],
    ['by names that differ in what no action may have', (_, i) => `o/r${['ä', 'ö'][i]}`],
    ['by names that are too long for an action', (_, i) => `o/${'r'.repeat(100)}${i}`],
  ])('two repositories that are given %s are two sources', (_, repositoryOf) => {
    const stack = stackIn();
    const [first, second] = [0, 1].map((i) => source(stack, { repository: repositoryOf(stack, i) }));
    cdkPipeline(stack, first as pipelines.CodePipelineSource, second as pipelines.CodePipelineSource).buildPipeline();
    const ids = [0, 1].map((i) => JSON.stringify(sourceConfiguration(stack, i).FullRepositoryId));
    expect(new Set(ids).size).toBe(2);
    const names = namesIn(stack);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.@_-]{1,100}$/);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['an export', () => Fn.importValue('branch')],
    ['a part of a parameter', (stack) => selected(parameterIn(stack))],
    ['a text with a parameter', (stack) => `release/${parameterIn(stack)}`],
    ['a dynamic reference', () => new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/branch').toString()],
    ['a lazy text', () => Lazy.string({ produce: () => 'dev' })],
  ])('a branch that is %s has the same name at each synthesis', (_, branchOf) => {
    const names = [0, 1].map(() => {
      const stack = stackIn();
      cdkPipeline(stack, source(stack, { branch: branchOf(stack) }));
      return namesIn(stack);
    });
    expect(names[0]).toEqual(names[1]);
  });

  test('the same repository and branch twice need the same source, or a name', () => {
    const twice = (props = {}) => {
      const stack = stackIn();
      const branch = Fn.importValue('branch');
      cdkPipeline(stack, source(stack, { branch }), source(stack, { branch, ...props })).buildPipeline();
      return namesIn(stack);
    };
    expect(() => twice()).toThrow(/duplicate id: o\/r@/);
    expect(twice({ actionName: 'Again' })).toHaveLength(2);
    const stack = stackIn();
    const input = source(stack);
    cdkPipeline(stack, input, input);
    expect(namesIn(stack)).toEqual(['o_r@main']);
  });

  test('an invalid source is refused where it is created, not when the pipeline is built', () => {
    expect(() => source(stackIn(), { repository: 'app' })).toThrow(`'repository' must be 'owner/name', `);
    expect(() => source(stackIn(), { pushFilter: [] })).toThrow("'pushFilter' must have 1 to 3 entries, got 0");
    expect(() => source(stackIn(), { actionName: 'My app' })).toThrow(
      `[INVALID_CONNECTION_SOURCE] 'actionName' must be letters, digits, '.', '@', '-' and '_', got "My app"`,
    );
    expect(() => source(stackIn(), { actionName: 'a'.repeat(101) })).toThrow(
      "'actionName' must have 1 to 100 characters",
    );
  });

  test('all roles get permissions under both prefixes', () => {
    const stack = stackIn();
    cdkPipeline(stack, source(stack, { codeBuildCloneOutput: true }));
    const resources = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    for (const prefix of ['codeconnections', 'codestar-connections']) {
      const granted = Object.keys(resources).filter((id) =>
        JSON.stringify(resources[id]).includes(`"${prefix}:UseConnection"`),
      );
      expect(granted.sort()).toEqual([
        expect.stringMatching(/^PipelineBuildSynth/),
        expect.stringMatching(/^PipelineSource/),
      ]);
    }
  });

  test('attributes of the revision can be used in later steps', () => {
    const stack = stackIn();
    const input = source(stack);
    new pipelines.CodePipeline(stack, 'Pipeline', {
      synth: new pipelines.ShellStep('Synth', {
        input,
        commands: [],
        env: { COMMIT: input.sourceAttribute('CommitId') },
      }),
    });
    const synth = pipelineOf(stack)?.Properties.Stages[1].Actions[0].Configuration;
    expect(JSON.parse(synth.EnvironmentVariables)).toContainEqual(
      expect.objectContaining({ name: 'COMMIT', value: '#{Source@o_r@main.CommitId}' }),
    );
  });
});

const parameterIn = (stack: Stack) =>
  ((stack.node.tryFindChild('Name') ?? new CfnParameter(stack, 'Name')) as CfnParameter).valueAsString;
