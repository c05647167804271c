package com.myorg;

import io.github.cdkcodeconnections.AvailableConnection;
import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.ProviderType;
import io.github.cdkcodeconnections.RepositoryLink;
import io.github.cdkcodeconnections.SyncBlockerResolution;
import io.github.cdkcodeconnections.SyncConfiguration;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/**
 * A stack {@code prod} that CloudFormation keeps in sync with a repository on GitHub.
 *
 * <p>The deployment waits until a person has completed the connection in the console, and then sets up the rest.
 */
public class GitSyncStack extends Stack {
    public GitSyncStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Whoever subscribes to this topic is told where to complete the connection.
        Topic topic = Topic.Builder.create(this, "Handshake").enforceSsl(true).build();
        // `-c subscriber=https://…`, the webhook of a chat for example
        Object subscriber = getNode().tryGetContext("subscriber");
        if (subscriber != null) {
            topic.addSubscription(new UrlSubscription(subscriber.toString()));
        }

        // An example leaves nothing behind. In real life the connection and the role are kept: see "Removal" in the
        // docs.
        RemovalPolicy removalPolicy = RemovalPolicy.DESTROY;
        Connection connection = Connection.Builder.create(this, "GitHub")
                .providerType(ProviderType.GITHUB)
                .removalPolicy(removalPolicy)
                .build();
        AvailableConnection ready = AvailableConnection.Builder.create(this, "GitHubReady")
                .connection(connection)
                .notificationTopic(topic)
                .build();

        // All that is built on the ready connection is created after the handshake.
        RepositoryLink link = RepositoryLink.Builder.create(this, "Infra")
                .connection(ready)
                .ownerId("my-org")
                .repositoryName("infra")
                .build();
        SyncConfiguration sync = SyncConfiguration.Builder.create(this, "Prod")
                .repositoryLink(link)
                .branch("main")
                .configFile("deploy/prod.yaml")
                .stackName("prod")
                .removalPolicy(removalPolicy)
                .build();

        // Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
        Object reason = getNode().tryGetContext("resolve"); // `-c resolve="the reason"`
        if (reason != null) {
            SyncBlockerResolution.Builder.create(this, "Resolution")
                    .syncConfiguration(sync)
                    .reason(reason.toString())
                    .waitForSync(true)
                    .build();
        }

        CfnOutput.Builder.create(this, "ConnectionArn").value(ready.getConnectionArn()).build();
        CfnOutput.Builder.create(this, "RepositoryLinkId").value(link.getRepositoryLinkId()).build();
        CfnOutput.Builder.create(this, "SyncedStack").value(sync.getStackName()).build();
    }
}
