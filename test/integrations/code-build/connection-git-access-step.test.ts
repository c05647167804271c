import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Connection, ConnectionPipelineSource, ErrorCode, ProviderType } from '../../../src';
import { codeOf, newStack, statements } from '../../fixtures';
import { Git } from '../../local/simulator/git';
import { accessIn, allowed, at, LIB, replacedBy, settingsOf, type Variables, variablesOf } from './git-access-fixtures';

const git = new Git();
afterAll(() => git.remove());
const urlOf = (address: string, variables: Variables) => replacedBy(git, address, variables);

describe('a step of CDK Pipelines', () => {
  const build = (stack: Stack, step: pipelines.CodeBuildStep, props: Partial<pipelines.CodePipelineProps> = {}) => {
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { selfMutation: false, synth: step, ...props });
    return () => pipeline.buildPipeline();
  };
  const stepIn = (stack: Stack, props: Partial<pipelines.CodeBuildStepProps> = {}) =>
    new pipelines.CodeBuildStep('Synth', {
      input: ConnectionPipelineSource.fromConnection({
        connection: at(stack),
        repository: 'my-org/app',
        branch: 'main',
      }),
      commands: ['git submodule update --init', 'npx cdk synth'],
      ...props,
    });
  const readsOf = (stack: Stack) =>
    statements(stack).filter((statement) => JSON.stringify(statement).includes('ProviderPermissionsRequired'));

  test.each(['before', 'after'])('has the settings and the permissions, given %s the pipeline is built', (when) => {
    const stack = newStack();
    const step = stepIn(stack, {
      env: { STAGE: 'prod' },
      buildEnvironment: {
        environmentVariables: {
          GIT_CONFIG_COUNT: { value: '1' },
          GIT_CONFIG_KEY_0: { value: 'core.longpaths' },
          GIT_CONFIG_VALUE_0: { value: 'true' },
        },
      },
    });
    const buildPipeline = build(stack, step);
    const add = () => accessIn(stack).addToStep(step);
    for (const each of when === 'before' ? [add, add, buildPipeline] : [buildPipeline, add, add]) each();
    const variables = variablesOf(stack);
    expect(variables.STAGE).toBe('prod');
    expect(settingsOf(variables)).toHaveLength(9);
    expect(settingsOf(variables)[0]).toEqual(['core.longpaths', 'true']);
    expect(readsOf(stack)).toEqual(allowed(['my-org/lib']));
  });

  test('has them alone: maps and lists that several steps share stay as they are', () => {
    const stack = newStack();
    const shared = {
      env: { STAGE: 'prod' },
      rolePolicyStatements: [new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] })],
    };
    const [one, two] = [stepIn(stack, shared), stepIn(stack, shared)];
    accessIn(stack).addToStep(one);
    expect(shared).toMatchObject({ env: { STAGE: 'prod' }, rolePolicyStatements: [expect.anything()] });
    expect([one, two].map((step) => [Object.keys(step.env).length, step.rolePolicyStatements?.length])).toEqual([
      [18, 3],
      [1, 1],
    ]);
  });

  test('has a connection of the app once, given twice', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Connection', { providerType: ProviderType.GITHUB });
    const step = stepIn(stack);
    for (let i = 0; i < 2; i++) accessIn(stack, ['my-org/lib'], connection).addToStep(step);
    expect(step.env.GIT_CONFIG_COUNT).toBe('8');
  });

  test('is a CodeBuildStep', () => {
    const stack = newStack();
    const step = new pipelines.ShellStep('Shell', { commands: ['true'] });
    const add = () => accessIn(stack).addToStep(step as never);
    expect(add).toThrow(
      /'step' must be a CodeBuildStep .* make it a CodeBuildStep.*, got an object of the class ShellStep/,
    );
    expect(codeOf(() => accessIn(stack).addToStep(undefined as never))).toBe(ErrorCode.UNEXPECTED_TYPE);
  });

  test('aws-cdk#15421, aws-cdk#11399, copilot-cli#2989, copilot-cli#2799: submodules of a build are read over the connection, which they are not by a clone of the source alone', async () => {
    const inBuild = (add: boolean) => {
      const stack = newStack();
      const step = stepIn(stack);
      const buildPipeline = build(stack, step);
      if (add) accessIn(stack).addToStep(step);
      buildPipeline();
      return variablesOf(stack);
    };
    const submodule = 'git@github.com:my-org/lib.git';
    expect(await urlOf(submodule, inBuild(false))).toBe(submodule);
    expect(await urlOf(submodule, inBuild(true))).toBe(LIB);
  });
});
