import { Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { SyncMonitor } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/** Watches all that Git sync does in the account and Region, and tells of each problem once. There is one of it. */
export class MonitorStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Whoever subscribes to this topic is told what goes wrong, why, and where to go on.
    const topic = new Topic(this, 'Problems', { enforceSSL: true });
    const subscriber = this.node.tryGetContext('subscriber'); // `-c subscriber=https://…`, the webhook of a chat for example
    if (subscriber) topic.addSubscription(new UrlSubscription(subscriber));

    new SyncMonitor(this, 'Monitor', { notificationTopic: topic, dashboardProps: { dashboardName: 'git-sync' } });
  }
}
