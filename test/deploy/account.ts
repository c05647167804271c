import { awsRequest } from '../../local/aws/aws-request.ts';
import type { Simulator } from '../../local/simulator/index.ts';
import type { Deployment } from './deployment';

export const OWNER = 'my-org';
export const REPOSITORY = 'infra';

interface SyncBlocker {
  readonly Id: string;
  readonly Status: string;
  readonly ResolvedReason?: string;
}

/** What there is in the account besides the stacks of a test: set up by people, and changed by them. */
export class Account {
  private readonly simulator: Simulator;

  constructor(private readonly deployment: Deployment) {
    this.simulator = deployment.aws.simulator;
  }

  async connection(ConnectionName: string, Tags: object[] = []): Promise<string> {
    const input = { ConnectionName, ProviderType: 'GitHub', Tags };
    const { ConnectionArn } = await this.deployment.codeConnections<Arns>('CreateConnection', input);
    return ConnectionArn;
  }

  async availableConnection(name: string, tags: object[] = []): Promise<string> {
    const arn = await this.connection(name, tags);
    this.simulator.completeConnection(arn);
    return arn;
  }

  async host(Name: string, Tags: object[] = []): Promise<string> {
    const input = {
      Name,
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: `https://${Name}.example.com`,
      Tags,
    };
    return (await this.deployment.codeConnections<Arns>('CreateHost', input)).HostArn;
  }

  async repositoryLink(ConnectionArn: string, Tags: object[] = []): Promise<Link> {
    const input = { ConnectionArn, OwnerId: OWNER, RepositoryName: REPOSITORY, Tags };
    const { RepositoryLinkInfo } = await this.deployment.codeConnections<Arns>('CreateRepositoryLink', input);
    return RepositoryLinkInfo;
  }

  /** A role that a service may assume. */
  async role(RoleName: string, Service: string): Promise<void> {
    const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const parameters = { Action: 'CreateRole', Version: '2010-05-08', RoleName, AssumeRolePolicyDocument };
    await awsRequest(this.deployment.aws.env, { service: 'iam', parameters });
  }

  async syncConfiguration(stackName: string, { RepositoryLinkId }: Link, Branch = 'main'): Promise<void> {
    const RoleArn = 'arn:aws:iam::123456789012:role/git-sync';
    const input = { ...nameOf(stackName), Branch, ConfigFile: 'prod.yaml', RepositoryLinkId, RoleArn };
    await this.deployment.codeConnections('CreateSyncConfiguration', input);
  }

  /** A commit to the branch main; returns its SHA. */
  push(text: string): string {
    const deploymentFile = 'template-file-path: template.yaml';
    return this.simulator.push({
      repository: `${OWNER}/${REPOSITORY}`,
      branch: 'main',
      files: { 'prod.yaml': deploymentFile, 'live.yaml': deploymentFile, 'template.yaml': text },
    });
  }

  /** Somebody changes a stack by hand, which blocks its sync; returns the id of the sync blocker. */
  changeByHand(stackName: string): string {
    return this.simulator.raiseBlocker({ stackName, reason: 'a bucket was deleted by hand' });
  }

  async blockers(stackName: string): Promise<SyncBlocker[]> {
    type Output = { SyncBlockerSummary: { LatestBlockers: SyncBlocker[] } };
    const input = nameOf(stackName);
    return (await this.deployment.codeConnections<Output>('GetSyncBlockerSummary', input)).SyncBlockerSummary
      .LatestBlockers;
  }

  async pullRequestComment(stackName: string): Promise<string | undefined> {
    type Output = { SyncConfiguration: { PullRequestComment?: string } };
    const input = nameOf(stackName);
    return (await this.deployment.codeConnections<Output>('GetSyncConfiguration', input)).SyncConfiguration
      .PullRequestComment;
  }
}

function nameOf(stackName: string): object {
  return { ResourceName: stackName, SyncType: 'CFN_STACK_SYNC' };
}

interface Link {
  readonly RepositoryLinkId: string;
  readonly RepositoryLinkArn: string;
}

interface Arns {
  readonly ConnectionArn: string;
  readonly HostArn: string;
  readonly RepositoryLinkInfo: Link;
}
