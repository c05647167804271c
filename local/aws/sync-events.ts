import type { SyncStatusChange } from '../simulator/index.ts';
import { type AwsEnvironment, awsRequest } from './aws-request.ts';
import { cloudFormation } from './cloudformation.ts';
import { element } from './xml.ts';

const TARGET = 'com.amazonaws.codeconnections.CodeConnections_20231201._PutEvents';

/** The names of providers in events, where they differ from those of the API. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  Bitbucket: 'BitBucket',
  GitHubEnterpriseServer: 'GitHub Enterprise',
};

/** Puts the events of Git sync on the event bus of the local AWS, in their order, without retries. */
export class SyncEvents {
  private readonly root: AwsEnvironment;
  private last: Promise<unknown> = Promise.resolve();

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.root = root;
  }

  put(change: SyncStatusChange): void {
    this.last = this.last.then(() => this.send(change)).catch(() => undefined);
  }

  private async send({ account, region, stackName, detail }: SyncStatusChange): Promise<void> {
    const env = { ...this.root, AWS_REGION: region };
    const { repositoryLinkArn, repositoryLinkId, connectionArn, ownerId, providerType, ...rest } = detail;
    const about = { ...rest, providerType: PROVIDER_NAMES[providerType] ?? providerType };
    const entry =
      stackName === undefined
        ? {
            DetailType: 'GitSync Repository Sync Status Change',
            Resources: [repositoryLinkArn],
            Detail: JSON.stringify({ ...about, connectionArn, ownerId, repositoryLinkId }),
          }
        : await this.stackEntry(
            env,
            `arn:aws:cloudformation:${region}:${account}:stack/${stackName}`,
            stackName,
            about,
          );
    const body = { Entries: [{ Source: 'aws.codeconnections', ...entry }] };
    await awsRequest(env, { service: 'codeconnections', target: TARGET, body });
  }

  private async stackEntry(env: AwsEnvironment, arn: string, StackName: string, about: object) {
    const described = await cloudFormation(env, 'DescribeStacks', { StackName }).catch(() => '');
    const syncTarget = element(described, 'StackId') || `${arn}/none`; // a stack that does not exist has no id
    return {
      DetailType: 'GitSync Resource Sync Status Change',
      Resources: [syncTarget],
      Detail: JSON.stringify({ ...about, syncTarget }),
    };
  }
}
