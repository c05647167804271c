import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnRepositoryLink, CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import { gitSyncRole, synthesise } from './triples';

synthesise((stack, i) => {
  const connection = new CfnConnection(stack, `Connection${i}`, { connectionName: `c${i}`, providerType: 'GitHub' });
  connection.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const link = new CfnRepositoryLink(stack, `Link${i}`, {
    connectionArn: connection.attrConnectionArn,
    ownerId: 'octo',
    repositoryName: `r${i}`,
  });
  new CfnSyncConfiguration(stack, `Sync${i}`, {
    branch: 'main',
    configFile: 'deploy.yaml',
    repositoryLinkId: link.attrRepositoryLinkId,
    resourceName: `s${i}`,
    roleArn: gitSyncRole(stack).roleArn,
    syncType: 'CFN_STACK_SYNC',
  });
});
