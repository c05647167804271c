import { RemovalPolicy, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { GitPullRequestEvent, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CodePipeline, ShellStep } from 'aws-cdk-lib/pipelines';
import { AvailableConnection, Connection, ConnectionPipelineSource, ProviderType } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/**
 * Two pipelines of one repository on GitHub: pushes that change some folders deploy, and pull requests are checked.
 *
 * The deployment waits until a person has completed the connection in the console, and then creates the pipelines.
 */
export class PipelineTriggersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Whoever subscribes to this topic is told where to complete the connection.
    const topic = new Topic(this, 'Handshake', { enforceSSL: true });
    const subscriber = this.node.tryGetContext('subscriber'); // `-c subscriber=https://…`, the webhook of a chat for example
    if (subscriber) topic.addSubscription(new UrlSubscription(subscriber));

    // An example leaves nothing behind. In real life the connection is kept: see "Removal" in the docs.
    const removalPolicy = RemovalPolicy.DESTROY;
    const connection = new AvailableConnection(this, 'GitHubReady', {
      connection: new Connection(this, 'GitHub', { providerType: ProviderType.GITHUB, removalPolicy }),
      notificationTopic: topic,
    });
    const artifactBucket = new Bucket(this, 'Artifacts', { enforceSSL: true, removalPolicy });

    // A push to main that changes something in one of these folders. Its source may read this branch only.
    const delivery = new CodePipeline(this, 'Delivery', {
      pipelineType: PipelineType.V2,
      artifactBucket,
      synth: new ShellStep('Synth', {
        input: ConnectionPipelineSource.fromConnection({
          connection,
          repository: 'my-org/shop',
          branch: 'main',
          pushFilter: [
            {
              branchesIncludes: ['main'],
              filePathsIncludes: ['infra/**', 'services/orders/**'],
              filePathsExcludes: ['**/*.md'],
            },
          ],
        }),
        commands: ['npm ci', 'npx cdk synth'],
      }),
    });
    const prod = new Stage(this, 'Prod');
    new Topic(new Stack(prod, 'Orders'), 'Topic');
    delivery.addStage(prod);

    // A pull request to main or to a release branch. Its source may read all branches, and nothing is deployed.
    new CodePipeline(this, 'Check', {
      pipelineType: PipelineType.V2,
      artifactBucket,
      selfMutation: false,
      synth: new ShellStep('Test', {
        input: ConnectionPipelineSource.fromConnection({
          connection,
          repository: 'my-org/shop',
          branch: 'main',
          pullRequestFilter: [
            {
              branchesIncludes: ['main', 'release/**'],
              events: [GitPullRequestEvent.OPEN, GitPullRequestEvent.UPDATED],
            },
          ],
        }),
        commands: ['npm ci', 'npm test', 'npx cdk synth'],
      }),
    });
  }
}
