import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Connection, GitRepository, GitSyncedStack, ProviderType, SyncBlockerResolution } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/**
 * A stack `prod` that lives in a repository on GitHub.
 *
 * The deployment waits until a person has completed the connection in the console, and then sets up the rest.
 */
export class SetupStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Whoever subscribes to this topic is told where to complete the connection.
    const topic = new Topic(this, 'Handshake', { enforceSSL: true });
    const subscriber = this.node.tryGetContext('subscriber'); // `-c subscriber=https://…`, the webhook of a chat for example
    if (subscriber) topic.addSubscription(new UrlSubscription(subscriber));

    // An example leaves nothing behind. In real life connection, stack and roles are kept: see "Removal" in the docs.
    const removalPolicy = RemovalPolicy.DESTROY;
    const connection = new Connection(this, 'GitHub', { providerType: ProviderType.GITHUB, removalPolicy });

    // The stack, empty at first; then Git sync keeps it like the branch.
    const prod = new GitSyncedStack(this, 'Prod', {
      repository: GitRepository.fromConnection(connection, 'my-org/infra', { notificationTopic: topic }),
      branch: 'main',
      configFile: 'deploy/prod.yaml',
      stackName: 'prod',
      removalPolicy,
      roleRemovalPolicy: removalPolicy,
    });
    // What the template in the repository describes, with the tags of the stack, and nothing else.
    prod.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          'sns:CreateTopic',
          'sns:DeleteTopic',
          'sns:GetDataProtectionPolicy',
          'sns:GetTopicAttributes',
          'sns:ListSubscriptionsByTopic',
          'sns:ListTagsForResource',
          'sns:SetTopicAttributes',
          'sns:TagResource',
          'sns:UntagResource',
        ],
        resources: [this.formatArn({ service: 'sns', resource: 'prod-*' })],
      }),
    );

    // Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
    const reason = this.node.tryGetContext('resolve'); // `-c resolve="the reason"`
    const { syncConfiguration } = prod;
    if (reason) new SyncBlockerResolution(this, 'Resolution', { syncConfiguration, reason, waitForSync: true });

    new CfnOutput(this, 'SyncedStack', { value: prod.stackName });
  }
}
