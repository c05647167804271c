import { LegacyStackSynthesizer, type Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionLookup,
  Host,
  HostLookup,
  RepositoryLink,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
  TargetStack,
} from 'cdk-codeconnections';
import { ARNS, measure } from './custom-resources';

/** Every custom resource of the library, once for each i. */
function useAll(stack: Stack, i: number): void {
  const connection = Connection.fromConnectionArn(stack, `Connection${i}`, ARNS.connection);
  new AvailableConnection(stack, `AvailableConnection${i}`, { connection });
  new AvailableHost(stack, `AvailableHost${i}`, { host: Host.fromHostArn(stack, `Host${i}`, ARNS.host) });
  new ConnectionLookup(stack, `ConnectionLookup${i}`, { connectionName: `c${i}` });
  new HostLookup(stack, `HostLookup${i}`, { hostName: `h${i}` });
  const repositoryLink = RepositoryLink.fromRepositoryLinkArn(stack, `Link${i}`, ARNS.repositoryLink);
  new RepositorySyncDefinitions(stack, `Definitions${i}`, { repositoryLink });
  const role = Role.fromRoleArn(stack, `Role${i}`, ARNS.role);
  new TargetStack(stack, `Target${i}`, { stackName: `s${i}`, stackOperationsRole: role });
  const syncConfiguration = new SyncConfiguration(stack, `Sync${i}`, {
    repositoryLink,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: `s${i}`,
    role,
    pullRequestComment: true,
  });
  new SyncBlockerResolution(stack, `Resolution${i}`, { syncConfiguration, reason: 'as agreed' });
  new SuccessfulSync(stack, `SuccessfulSync${i}`, { syncConfiguration });
}

measure(useAll, { synthesizer: new LegacyStackSynthesizer() });
