process.env.CDK_VALIDATION = 'false';

import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnProject, PipelineProject, Project } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import {
  Connection,
  ConnectionBuildSource,
  ConnectionShare,
  type ConnectionShareProps,
  ConnectionSourceAction,
  ProviderType,
} from '../../../src';
import { CONNECTION_ARN, CONNECTIONS, importedConnection, sourceConfiguration, stackIn } from '../fixtures';

const ORGANIZATION = 'arn:aws:organizations::123456789012:organization/o-abcdef1234';
const UNIT = 'arn:aws:organizations::123456789012:ou/o-abcdef1234/ou-ab12-cdef3456';

function share(stack: Stack, props: Partial<ConnectionShareProps> = {}) {
  const connections = props.connections ?? [importedConnection(stack)];
  return new ConnectionShare(stack, 'Share', { principals: ['111122223333'], ...props, connections });
}

const propertiesOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::RAM::ResourceShare'))[0]?.Properties;

test('shares connections with accounts, organizational units and the organization', () => {
  const stack = stackIn('us-east-1');
  const { resourceShareArn } = share(stack, { principals: ['111122223333', UNIT, ORGANIZATION] });
  expect(propertiesOf(stack)).toEqual({
    Name: 'StackShare9ECFABEB',
    ResourceArns: [CONNECTION_ARN],
    Principals: ['111122223333', UNIT, ORGANIZATION],
    AllowExternalPrincipals: false,
  });
  expect(stack.resolve(resourceShareArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Share/), 'Arn'] });
});

test('accounts outside the organization are invited with allowExternalPrincipals', () => {
  const stack = stackIn('us-east-1');
  share(stack, { allowExternalPrincipals: true, resourceShareName: 'git' });
  expect(propertiesOf(stack)).toMatchObject({ AllowExternalPrincipals: true, Name: 'git' });
});

test.each(Object.entries(CONNECTIONS).filter(([name]) => !/codestar|old/.test(name)))('shares %s', (_, make) => {
  const stack = stackIn('us-east-1');
  const connection = make(stack);
  share(stack, { connections: [connection] });
  expect(propertiesOf(stack)?.ResourceArns).toEqual([stack.resolve(connection.connectionRef.connectionArn)]);
});

test.each(Object.entries(CONNECTIONS).filter(([name]) => /codestar|old/.test(name)))('refuses %s', (_, make) => {
  const stack = stackIn('us-east-1');
  expect(() => share(stack, { connections: [make(stack)] })).toThrow(
    /a shared connection must have an ARN with the prefix 'codeconnections', got 'Stack\/\w+' with 'codestar-connections'/,
  );
});

test('refuses a stack in another Region, and says why', () => {
  expect(() => share(stackIn('eu-west-1'))).toThrow(
    'a connection share must be in us-east-1, from where AWS shares the connections of all Regions, got eu-west-1; move it to a stack in us-east-1',
  );
});

test('a stack whose Region is known only at deployment is accepted', () => {
  expect(() => share(new Stack(new App(), 'Agnostic'))).not.toThrow();
});

test('refuses a connection of an opt-in Region, which is not available in us-east-1', () => {
  const stack = stackIn('us-east-1');
  const connection = importedConnection(stack, CONNECTION_ARN.replace('eu-west-1', 'eu-south-1'));
  expect(() => share(stack, { connections: [connection] })).toThrow(
    'a connection of eu-south-1 cannot be used in us-east-1',
  );
});

test.each(['me', '12345678901', 'arn:aws:iam::123456789012:role/build', 'o-abcdef1234'])(
  '%s is refused as a principal',
  (principal) => {
    expect(() => share(stackIn('us-east-1'), { principals: [principal] })).toThrow(
      `'principals' must be an account id, or the ARN of an organization or an organizational unit, got "${principal}"`,
    );
  },
);

test('refuses an empty list of connections or principals, with all violations in one error', () => {
  expect(() => share(stackIn('us-east-1'), { connections: [], principals: [] })).toThrow(
    /'connections' must have at least 1 entry, got 0; 'principals' must have at least 1 entry, got 0/,
  );
});

test('a connection of another Region is shared from us-east-1', () => {
  const app = new App();
  const home = new Stack(app, 'Home', {
    env: { account: '123456789012', region: 'eu-west-1' },
    crossRegionReferences: true,
  });
  const connection = new Connection(home, 'Connection', { providerType: ProviderType.GITHUB });
  const stack = new Stack(app, 'Shares', {
    env: { account: '123456789012', region: 'us-east-1' },
    crossRegionReferences: true,
  });
  share(stack, { connections: [connection] });
  expect(propertiesOf(stack)?.ResourceArns).toHaveLength(1);
});

test('aws-cdk#14355: the account that it is shared with imports it, for pipelines and builds', () => {
  const stack = stackIn('eu-west-1');
  const connectionArn = CONNECTION_ARN.replace('123456789012', '999999999999');
  const connection = importedConnection(stack, connectionArn);
  const output = new Artifact();
  const source = ConnectionBuildSource.gitHub({ connection, repository: 'my-org/app' });
  const project = new Project(stack, 'Build', { source });
  new Pipeline(stack, 'Pipeline', {
    stages: [
      {
        stageName: 'Source',
        actions: [
          new ConnectionSourceAction({
            actionName: 'Source',
            connection,
            repository: 'my-org/app',
            branch: 'main',
            output,
          }),
        ],
      },
      {
        stageName: 'Build',
        actions: [
          new CodeBuildAction({ actionName: 'Build', input: output, project: new PipelineProject(stack, 'Next') }),
        ],
      },
    ],
  });
  expect(connection.env.account).toBe('999999999999');
  expect(sourceConfiguration(stack).ConnectionArn).toBe(connectionArn);
  expect(stack.resolve((project.node.defaultChild as CfnProject).source)).toMatchObject({
    auth: { resource: connectionArn },
  });
});
