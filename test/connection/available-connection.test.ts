import { App, CfnOutput, type InjectionContext, type IPropertyInjector, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { AvailableConnection, Connection, type IConnection, ProviderType, RepositoryLink } from '../../src';
import { ACCOUNT, arnOf, both, logicalId, newRole, newStack, only, REGION, statements } from '../fixtures';

const TYPE = 'Custom::CodeConnectionsAvailableConnection';
const LINK = 'AWS::CodeStarConnections::RepositoryLink';
const REPOSITORY = { ownerId: 'my-org', repositoryName: 'infra' };

const github = (stack: Stack) => new Connection(stack, 'GitHub', { providerType: ProviderType.GITHUB });
const attribute = (stack: Stack, ready: AvailableConnection, name: string) => ({
  'Fn::GetAtt': [logicalId(stack, ready), name],
});

test.each<[string, (stack: Stack) => IConnectionRef]>([
  ['a new connection', github],
  ['an imported connection', (stack) => Connection.fromConnectionArn(stack, 'GitHub', arnOf('connection/1'))],
  [
    'one of the older prefix',
    (stack) => Connection.fromConnectionArn(stack, 'GitHub', arnOf('connection/1', 'codestar-connections')),
  ],
  ['an L1', (stack) => new CfnConnection(stack, 'GitHub', { connectionName: 'x', providerType: 'GitHub' })],
])('an AvailableConnection waits for %s', (_, connectionIn) => {
  const stack = newStack();
  const connection = connectionIn(stack);
  new AvailableConnection(stack, 'Ready', { connection });
  expect(only(stack, TYPE).Properties.ConnectionArn).toEqual(stack.resolve(connection.connectionRef.connectionArn));
});

describe('an AvailableConnection as a connection', () => {
  test('has the ARN and the status of the custom resource', () => {
    const stack = newStack();
    const ready: IConnection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    expect(stack.resolve(ready.connectionArn)).toEqual(attribute(stack, ready as AvailableConnection, 'ConnectionArn'));
    expect(stack.resolve(ready.connectionRef.connectionArn)).toEqual(stack.resolve(ready.connectionArn));
    expect(stack.resolve((ready as AvailableConnection).connectionStatus)).toEqual(
      attribute(stack, ready as AvailableConnection, 'ConnectionStatus'),
    );
  });

  test('makes CloudFormation create its users after the wait', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    new RepositoryLink(stack, 'Link', { connection, ...REPOSITORY });
    expect(only(stack, LINK).Properties.ConnectionArn).toEqual(attribute(stack, connection, 'ConnectionArn'));
  });

  test('can be granted to a principal', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    connection.grants.useConnection(newRole(stack));
    expect(statements(stack)).toContainEqual({
      Effect: 'Allow',
      Action: both('UseConnection'),
      Resource: attribute(stack, connection, 'ConnectionArn'),
    });
  });

  test('can be waited for by another AvailableConnection', () => {
    const stack = newStack();
    const first = new AvailableConnection(stack, 'First', { connection: github(stack) });
    const second = new AvailableConnection(stack, 'Second', { connection: first });
    const resources = Template.fromStack(stack).findResources(TYPE);
    expect(resources[logicalId(stack, second)].Properties.ConnectionArn).toEqual(
      attribute(stack, first, 'ConnectionArn'),
    );
  });
});

describe('an AvailableConnection across stacks', () => {
  const env = { account: ACCOUNT, region: REGION };

  test('exports its ARN to another stack', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    const other = new Stack(stack.node.root as App, 'Other', { env });
    new RepositoryLink(other, 'Link', { connection, ...REPOSITORY });
    expect(only(other, LINK).Properties.ConnectionArn).toEqual({ 'Fn::ImportValue': expect.stringContaining('Ready') });
    expect(other.dependencies).toContain(stack);
  });

  test('can wait for a connection of another stack', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root as App, 'Other', { env });
    new AvailableConnection(other, 'Ready', { connection: github(stack) });
    expect(only(other, TYPE).Properties.ConnectionArn).toEqual({ 'Fn::ImportValue': expect.any(String) });
  });

  test('passes its ARN to a stack in another Region', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env, crossRegionReferences: true });
    const other = new Stack(app, 'Other', { env: { ...env, region: 'us-east-1' }, crossRegionReferences: true });
    const connection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    new CfnOutput(other, 'Arn', { value: connection.connectionArn });
    expect(Template.fromStack(other).toJSON().Outputs.Arn.Value).toEqual({
      'Fn::GetAtt': [expect.stringContaining('ExportsReader'), expect.stringContaining('Ready')],
    });
  });

  test('passes its ARN to a nested stack as a parameter', () => {
    const stack = newStack();
    const connection = new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    const nested = new NestedStack(stack, 'Nested');
    new RepositoryLink(nested, 'Link', { connection, ...REPOSITORY });
    expect(only(nested, LINK).Properties.ConnectionArn).toEqual({ Ref: expect.stringContaining('Ready') });
  });

  test('belongs to its own stage: stages have separate waits', () => {
    const stage = new Stage(new App(), 'Prod', { env });
    const stack = new Stack(stage, 'Stack');
    new AvailableConnection(stack, 'Ready', { connection: github(stack) });
    expect(only(stack, TYPE).Properties.ConnectionArn).toBeDefined();
  });
});

test('an AvailableConnection uses the default props of a property injector', () => {
  class Continue implements IPropertyInjector {
    readonly constructUniqueId = AvailableConnection.PROPERTY_INJECTION_ID;
    inject(props: object, _: InjectionContext) {
      return { continueWhenPending: true, ...props };
    }
  }
  const app = new App({ propertyInjectors: [new Continue()] });
  const stack = new Stack(app, 'Stack');
  new AvailableConnection(stack, 'Ready', { connection: github(stack) });
  expect(only(stack, TYPE).Properties.ContinueWhenPending).toBe(true);
});
