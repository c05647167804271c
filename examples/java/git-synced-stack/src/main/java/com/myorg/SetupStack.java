package com.myorg;

import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.GitRepository;
import io.github.cdkcodeconnections.GitRepositoryOptions;
import io.github.cdkcodeconnections.GitSyncedStack;
import io.github.cdkcodeconnections.ProviderType;
import io.github.cdkcodeconnections.SyncBlockerResolution;
import java.util.List;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/**
 * A stack {@code prod} that lives in a repository on GitHub.
 *
 * <p>The deployment waits until a person has completed the connection in the console, and then sets up the rest.
 */
public class SetupStack extends Stack {
    public SetupStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Whoever subscribes to this topic is told where to complete the connection.
        Topic topic = Topic.Builder.create(this, "Handshake").enforceSsl(true).build();
        // `-c subscriber=https://…`, the webhook of a chat for example
        Object subscriber = getNode().tryGetContext("subscriber");
        if (subscriber != null) {
            topic.addSubscription(new UrlSubscription(subscriber.toString()));
        }

        // An example leaves nothing behind. In real life connection, stack and roles are kept: see "Removal" in the
        // docs.
        RemovalPolicy removalPolicy = RemovalPolicy.DESTROY;
        Connection connection = Connection.Builder.create(this, "GitHub")
                .providerType(ProviderType.GITHUB)
                .removalPolicy(removalPolicy)
                .build();

        // The stack, empty at first; then Git sync keeps it like the branch.
        GitSyncedStack prod = GitSyncedStack.Builder.create(this, "Prod")
                .repository(GitRepository.fromConnection(
                        connection,
                        "my-org/infra",
                        GitRepositoryOptions.builder().notificationTopic(topic).build()))
                .branch("main")
                .configFile("deploy/prod.yaml")
                .stackName("prod")
                .removalPolicy(removalPolicy)
                .roleRemovalPolicy(removalPolicy)
                .build();
        // What the template in the repository describes, with the tags of the stack, and nothing else.
        String topics = formatArn(ArnComponents.builder().service("sns").resource("prod-*").build());
        prod.getGrantPrincipal().addToPrincipalPolicy(PolicyStatement.Builder.create()
                .actions(List.of(
                        "sns:CreateTopic",
                        "sns:DeleteTopic",
                        "sns:GetDataProtectionPolicy",
                        "sns:GetTopicAttributes",
                        "sns:ListSubscriptionsByTopic",
                        "sns:ListTagsForResource",
                        "sns:SetTopicAttributes",
                        "sns:TagResource",
                        "sns:UntagResource"))
                .resources(List.of(topics))
                .build());

        // Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
        Object reason = getNode().tryGetContext("resolve"); // `-c resolve="the reason"`
        if (reason != null) {
            SyncBlockerResolution.Builder.create(this, "Resolution")
                    .syncConfiguration(prod.getSyncConfiguration())
                    .reason(reason.toString())
                    .waitForSync(true)
                    .build();
        }

        CfnOutput.Builder.create(this, "SyncedStack").value(prod.getStackName()).build();
    }
}
