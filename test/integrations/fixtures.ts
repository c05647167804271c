import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnConnection, type IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { AvailableConnection, Connection, ConnectionLookup, ProviderType } from '../../src';

export const ACCOUNT = '123456789012';
export const CONNECTION_ARN = `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:connection/11111111-2222-3333-4444-555555555555`;

export function stackIn(region = 'eu-west-1', app = new App()): Stack {
  return new Stack(app, 'Stack', { env: { account: ACCOUNT, region } });
}

export const importedConnection = (stack: Stack, arn = CONNECTION_ARN): IConnectionRef =>
  Connection.fromConnectionArn(stack, 'Imported', arn);

/** Every kind of construct that is a connection, each with the ARN that a template then shows. */
export const CONNECTIONS: Record<string, (stack: Stack) => IConnectionRef> = {
  'an L2': (stack) => new Connection(stack, 'L2', { connectionName: 'name', providerType: ProviderType.GITHUB }),
  'an L1': (stack) => new CfnConnection(stack, 'L1', { connectionName: 'name', providerType: 'GitHub' }),
  'an L1 of aws_codestarconnections': (stack) =>
    new CfnCodeStarConnection(stack, 'Old', { connectionName: 'name', providerType: 'GitHub' }),
  'one that waits for its handshake': (stack) =>
    new AvailableConnection(stack, 'Ready', {
      connection: new Connection(stack, 'Pending', { connectionName: 'name', providerType: ProviderType.GITHUB }),
    }),
  'one that is looked up': (stack) => new ConnectionLookup(stack, 'LookedUp', { connectionName: 'name' }),
  'an import': (stack) => importedConnection(stack),
  'an import of the old prefix': (stack) =>
    importedConnection(stack, CONNECTION_ARN.replace('codeconnections', 'codestar-connections')),
};

/** The first pipeline in a stack's template. */
export const pipelineOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'))[0];

/** The configuration of one of its sources. */
export const sourceConfiguration = (stack: Stack, index = 0) =>
  pipelineOf(stack)?.Properties.Stages[0].Actions[index].Configuration;
