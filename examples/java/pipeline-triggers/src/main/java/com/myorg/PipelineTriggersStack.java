package com.myorg;

import io.github.cdkcodeconnections.AvailableConnection;
import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.ConnectionPipelineSource;
import io.github.cdkcodeconnections.ConnectionPipelineSourceProps;
import io.github.cdkcodeconnections.ProviderType;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.pipelines.CodePipeline;
import software.amazon.awscdk.pipelines.ShellStep;
import software.amazon.awscdk.services.codepipeline.GitPullRequestEvent;
import software.amazon.awscdk.services.codepipeline.GitPullRequestFilter;
import software.amazon.awscdk.services.codepipeline.GitPushFilter;
import software.amazon.awscdk.services.codepipeline.PipelineType;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/**
 * Two pipelines of one repository on GitHub: pushes that change some folders deploy, and pull requests are checked.
 *
 * <p>The deployment waits until a person has completed the connection in the console, and then creates the pipelines.
 */
public class PipelineTriggersStack extends Stack {
    public PipelineTriggersStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Whoever subscribes to this topic is told where to complete the connection.
        Topic topic = Topic.Builder.create(this, "Handshake").enforceSsl(true).build();
        // `-c subscriber=https://…`, the webhook of a chat for example
        Object subscriber = this.getNode().tryGetContext("subscriber");
        if (subscriber != null) {
            topic.addSubscription(new UrlSubscription(subscriber.toString()));
        }

        // An example leaves nothing behind. In real life the connection is kept: see "Removal" in the docs.
        RemovalPolicy removalPolicy = RemovalPolicy.DESTROY;
        AvailableConnection connection = AvailableConnection.Builder.create(this, "GitHubReady")
                .connection(Connection.Builder.create(this, "GitHub")
                        .providerType(ProviderType.GITHUB)
                        .removalPolicy(removalPolicy)
                        .build())
                .notificationTopic(topic)
                .build();
        Bucket artifactBucket = Bucket.Builder.create(this, "Artifacts")
                .enforceSsl(true)
                .removalPolicy(removalPolicy)
                .build();

        // A push to main that changes something in one of these folders. Its source may read this branch only.
        CodePipeline delivery = CodePipeline.Builder.create(this, "Delivery")
                .pipelineType(PipelineType.V2)
                .artifactBucket(artifactBucket)
                .synth(ShellStep.Builder.create("Synth")
                        .input(ConnectionPipelineSource.fromConnection(ConnectionPipelineSourceProps.builder()
                                .connection(connection)
                                .repository("my-org/shop")
                                .branch("main")
                                .pushFilter(List.of(GitPushFilter.builder()
                                        .branchesIncludes(List.of("main"))
                                        .filePathsIncludes(List.of("infra/**", "services/orders/**"))
                                        .filePathsExcludes(List.of("**/*.md"))
                                        .build()))
                                .build()))
                        .commands(List.of("npm ci", "npx cdk synth"))
                        .build())
                .build();
        Stage prod = new Stage(this, "Prod");
        new Topic(new Stack(prod, "Orders"), "Topic");
        delivery.addStage(prod);

        // A pull request to main or to a release branch. Its source may read all branches, and nothing is deployed.
        CodePipeline.Builder.create(this, "Check")
                .pipelineType(PipelineType.V2)
                .artifactBucket(artifactBucket)
                .selfMutation(false)
                .synth(ShellStep.Builder.create("Test")
                        .input(ConnectionPipelineSource.fromConnection(ConnectionPipelineSourceProps.builder()
                                .connection(connection)
                                .repository("my-org/shop")
                                .branch("main")
                                .pullRequestFilter(List.of(GitPullRequestFilter.builder()
                                        .branchesIncludes(List.of("main", "release/**"))
                                        .events(List.of(GitPullRequestEvent.OPEN, GitPullRequestEvent.UPDATED))
                                        .build()))
                                .build()))
                        .commands(List.of("npm ci", "npm test", "npx cdk synth"))
                        .build())
                .build();
    }
}
