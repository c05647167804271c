process.env.CDK_VALIDATION = 'false';

import { Aws, CfnParameter, CustomResource, NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
  ])('two repositories that are given %s are two sources', (_, repositoryOf) => {
    const stack = stackIn();
    const [first, second] = [0, 1].map((i) => source(stack, { repository: repositoryOf(stack, i) }));
    cdkPipeline(stack, first as pipelines.CodePipelineSource, second as pipelines.CodePipelineSource).buildPipeline();
    const ids = [0, 1].map((i) => JSON.stringify(sourceConfiguration(stack, i).FullRepositoryId));
    expect(new Set(ids).size).toBe(2);
  });

  test('an invalid source is refused where it is created, not when the pipeline is built', () => {
    expect(() => source(stackIn(), { repository: 'app' })).toThrow(`'repository' must be 'owner/name', `);
    expect(() => source(stackIn(), { pushFilter: [] })).toThrow("'pushFilter' must have 1 to 3 entries, got 0");
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
