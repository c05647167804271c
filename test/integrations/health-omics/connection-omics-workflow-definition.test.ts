import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnWorkflow, CfnWorkflowVersion } from 'aws-cdk-lib/aws-omics';
import {
  AvailableConnection,
  Connection,
  ConnectionOmicsWorkflowDefinition,
  type ConnectionOmicsWorkflowDefinitionProps,
  OmicsWorkflowSourceReference,
  ProviderType,
} from '../../../src';
import { arnOf, codeOf, newStack, only, token, UUID } from '../../fixtures';
import { CONNECTIONS, stackIn } from '../fixtures';

const ARN = arnOf(`connection/${UUID}`);

const connectionIn = (stack: Stack, providerType = ProviderType.GITHUB, connectionArn = ARN) =>
  Connection.fromConnectionAttributes(stack, 'Git', { connectionArn, providerType });
const definitionIn = (stack: Stack, props: Partial<ConnectionOmicsWorkflowDefinitionProps> = {}) =>
  ConnectionOmicsWorkflowDefinition.fromConnection({
    connection: props.connection ?? connectionIn(stack),
    repository: 'my-org/pipeline',
    ...props,
  });
const workflowIn = (stack: Stack, props: Partial<ConnectionOmicsWorkflowDefinitionProps> = {}) =>
  new CfnWorkflow(stack, 'Workflow', { definitionRepository: definitionIn(stack, props) });
const definitionOf = (stack: Stack) => only(stack, 'AWS::Omics::Workflow').Properties.DefinitionRepository;

test.each(Object.entries(CONNECTIONS))('a workflow is defined in a repository over %s', (_, make) => {
  const stack = stackIn();
  const connection = make(stack);
  workflowIn(stack, { connection });
  const connectionArn = stack.resolve(connection.connectionRef.connectionArn);
  // CloudFormation has small letters in this structure
  expect(definitionOf(stack)).toEqual({ connectionArn, fullRepositoryId: 'my-org/pipeline' });
});

test.each([
  ['BRANCH', 'main', OmicsWorkflowSourceReference.branch],
  ['TAG', 'v1.0', OmicsWorkflowSourceReference.tag],
  ['COMMIT', '3fa2c1d', OmicsWorkflowSourceReference.commit],
] as const)('a %s is chosen, and files are left out, in a workflow and in a version of it alike', (type, value, of) => {
  const stack = newStack();
  const definitionRepository = definitionIn(stack, { sourceReference: of(value), excludeFilePatterns: ['docs/*'] });
  new CfnWorkflow(stack, 'Workflow', { definitionRepository });
  new CfnWorkflowVersion(stack, 'Version', { workflowId: '1234567', versionName: 'v1', definitionRepository });
  const expected = {
    connectionArn: ARN,
    fullRepositoryId: 'my-org/pipeline',
    sourceReference: { type, value },
    excludeFilePatterns: ['docs/*'],
  };
  expect(definitionOf(stack)).toEqual(expected);
  expect(only(stack, 'AWS::Omics::WorkflowVersion').Properties.DefinitionRepository).toEqual(expected);
});

test('the workflow is created after the handshake', () => {
  const stack = newStack();
  workflowIn(stack, { connection: new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack) }) });
  const [wait] = Object.keys(Template.fromStack(stack).findResources('Custom::CodeConnectionsAvailableConnection'));
  expect(definitionOf(stack)).toMatchObject({ connectionArn: { 'Fn::GetAtt': [wait, 'ConnectionArn'] } });
});

test.each<[string, (value: string) => Partial<ConnectionOmicsWorkflowDefinitionProps>]>([
  ['repository', (repository) => ({ repository })],
  ['a branch', (value) => ({ sourceReference: OmicsWorkflowSourceReference.branch(value) })],
  ['a tag', (value) => ({ sourceReference: OmicsWorkflowSourceReference.tag(value) })],
  ['a commit', (value) => ({ sourceReference: OmicsWorkflowSourceReference.commit(value) })],
  ['a pattern', (value) => ({ excludeFilePatterns: [value] })],
])('%s may be known only at deployment', (_, props) => {
  const stack = newStack();
  workflowIn(stack, props(token(stack)));
  expect(JSON.stringify(definitionOf(stack))).toContain('{"Ref":"Parameter"}');
});

describe('bad input', () => {
  test.each<[string, () => Partial<ConnectionOmicsWorkflowDefinitionProps>]>([
    ['an organization', () => ({ repository: 'my-org' })],
    ['a URL', () => ({ repository: 'https://github.com/my-org/pipeline' })],
    ['a subgroup on GitHub', () => ({ repository: 'a/b/c' })],
    ['a reference for a branch', () => ({ sourceReference: OmicsWorkflowSourceReference.branch('refs/heads/main') })],
    ['a wildcard for a tag', () => ({ sourceReference: OmicsWorkflowSourceReference.tag('v*') })],
    ['a name for a commit', () => ({ sourceReference: OmicsWorkflowSourceReference.commit('main') })],
    ['an abbreviation of a commit', () => ({ sourceReference: OmicsWorkflowSourceReference.commit('3fa2c1') })],
    ['no patterns', () => ({ excludeFilePatterns: [] })],
    ['51 patterns', () => ({ excludeFilePatterns: Array(51).fill('x') })],
    ['an empty pattern', () => ({ excludeFilePatterns: [''] })],
  ])('%s is refused', (_, props) => {
    expect(codeOf(() => workflowIn(newStack(), props()))).toBe('INVALID_OMICS_WORKFLOW_DEFINITION');
  });

  test('a provider that HealthOmics does not list is refused', () => {
    const stack = newStack();
    const connection = connectionIn(stack, ProviderType.AZURE_DEVOPS);
    expect(() => workflowIn(stack, { connection })).toThrow(/\[UNSUPPORTED_PROVIDER\] HealthOmics supports/);
  });

  test('a connection of an opt-in Region is refused when the workflow elsewhere is synthesised', () => {
    const stack = newStack();
    const connection = connectionIn(stack, ProviderType.GITHUB, ARN.replace('eu-west-1', 'eu-south-1'));
    workflowIn(stack, { connection });
    expect(() => Template.fromStack(stack)).toThrow(/\[CONNECTION_OF_OTHER_REGION\]/);
  });

  test.each([
    ['connection', { connection: { arn: ARN } }],
    ['sourceReference', { sourceReference: 'main' }],
  ])('something else as %s is refused', (_, props) => {
    expect(codeOf(() => workflowIn(newStack(), props as never))).toBe('UNEXPECTED_TYPE');
  });
});
