import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AvailableConnection, AvailableHost, Connection, Host, ProviderType } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/**
 * A connection to a GitHub Enterprise Server that is reached from a VPC only.
 *
 * The deployment waits twice for a person: until the host is set up, and until the connection on it is completed.
 */
export class SelfManagedHostStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Whoever subscribes to this topic is told what to do in the console, and where.
    const topic = new Topic(this, 'Handshake', { enforceSSL: true });
    const subscriber = this.node.tryGetContext('subscriber'); // `-c subscriber=https://…`, the webhook of a chat for example
    if (subscriber) topic.addSubscription(new UrlSubscription(subscriber));

    // The network of the server. In real life it is there already: Vpc.fromLookup() finds it.
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false, // by a function that is an asset
      subnetConfiguration: [{ name: 'Server', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const server = new SecurityGroup(this, 'Server', { vpc, description: 'The GitHub Enterprise Server' });

    // An example leaves nothing behind. In real life host and connection are kept: see "Removal" in the docs.
    const removalPolicy = RemovalPolicy.DESTROY;
    const host = new Host(this, 'Host', {
      providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
      providerEndpoint: 'https://git.example.com',
      vpc,
      removalPolicy,
    });
    server.connections.allowFrom(host, Port.HTTPS);

    // The connection is created when the host is set up, and whatever uses `ready` when the connection is completed.
    const readyHost = new AvailableHost(this, 'HostReady', { host, notificationTopic: topic });
    const connection = new Connection(this, 'Connection', { host: readyHost, removalPolicy });
    const ready = new AvailableConnection(this, 'ConnectionReady', { connection, notificationTopic: topic });

    new CfnOutput(this, 'HostArn', { value: readyHost.hostArn });
    new CfnOutput(this, 'ConnectionArn', { value: ready.connectionArn });
  }
}
