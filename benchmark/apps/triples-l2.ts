import { Connection, ProviderType, RepositoryLink, SyncConfiguration } from 'cdk-codeconnections';
import { gitSyncRole, synthesise } from './triples';

synthesise((stack, i) => {
  const connection = new Connection(stack, `Connection${i}`, {
    connectionName: `c${i}`,
    providerType: ProviderType.GITHUB,
  });
  const repositoryLink = new RepositoryLink(stack, `Link${i}`, {
    connection,
    ownerId: 'octo',
    repositoryName: `r${i}`,
  });
  new SyncConfiguration(stack, `Sync${i}`, {
    repositoryLink,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: `s${i}`,
    role: gitSyncRole(stack),
  });
});
