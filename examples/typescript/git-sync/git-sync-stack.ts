import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import {
  AvailableConnection,
  Connection,
  ProviderType,
  RepositoryLink,
  SyncBlockerResolution,
  SyncConfiguration,
} from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/**
 * A stack `prod` that CloudFormation keeps in sync with a repository on GitHub.
 *
 * The deployment waits until a person has completed the connection in the console, and then sets up the rest.
 */
export class GitSyncStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Whoever subscribes to this topic is told where to complete the connection.
    const topic = new Topic(this, 'Handshake', { enforceSSL: true });
    const subscriber = this.node.tryGetContext('subscriber'); // `-c subscriber=https://…`, the webhook of a chat for example
    if (subscriber) topic.addSubscription(new UrlSubscription(subscriber));

    // An example leaves nothing behind. In real life the connection and the role are kept: see "Removal" in the docs.
    const removalPolicy = RemovalPolicy.DESTROY;
    const connection = new Connection(this, 'GitHub', { providerType: ProviderType.GITHUB, removalPolicy });
    const ready = new AvailableConnection(this, 'GitHubReady', { connection, notificationTopic: topic });

    // All that is built on the ready connection is created after the handshake.
    const link = new RepositoryLink(this, 'Infra', {
      connection: ready,
      ownerId: 'my-org',
      repositoryName: 'infra',
    });
    const sync = new SyncConfiguration(this, 'Prod', {
      repositoryLink: link,
      branch: 'main',
      configFile: 'deploy/prod.yaml',
      stackName: 'prod',
      removalPolicy,
    });

    // Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
    const reason = this.node.tryGetContext('resolve'); // `-c resolve="the reason"`
    if (reason) new SyncBlockerResolution(this, 'Resolution', { syncConfiguration: sync, reason, waitForSync: true });

    new CfnOutput(this, 'ConnectionArn', { value: ready.connectionArn });
    new CfnOutput(this, 'RepositoryLinkId', { value: link.repositoryLinkId });
    new CfnOutput(this, 'SyncedStack', { value: sync.stackName });
  }
}
