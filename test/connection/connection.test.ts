process.env.CDK_VALIDATION = 'false';

import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Connection, ProviderType } from '../../src';

test('a connection is kept on update and delete, but not when its own creation failed', () => {
  const stack = new Stack(new App(), 'Stack');
  new Connection(stack, 'Connection', { connectionName: 'github', providerType: ProviderType.GITHUB });
  Template.fromStack(stack).hasResource('AWS::CodeConnections::Connection', {
    Properties: { ConnectionName: 'github', ProviderType: 'GitHub' },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});
