package com.myorg;

import io.github.cdkcodeconnections.AvailableConnection;
import io.github.cdkcodeconnections.AvailableHost;
import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.Host;
import io.github.cdkcodeconnections.ProviderType;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/**
 * A connection to a GitHub Enterprise Server that is reached from a VPC only.
 *
 * <p>The deployment waits twice for a person: until the host is set up, and until the connection on it is completed.
 */
public class SelfManagedHostStack extends Stack {
    public SelfManagedHostStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Whoever subscribes to this topic is told what to do in the console, and where.
        Topic topic = Topic.Builder.create(this, "Handshake").enforceSsl(true).build();
        // `-c subscriber=https://…`, the webhook of a chat for example
        Object subscriber = getNode().tryGetContext("subscriber");
        if (subscriber != null) {
            topic.addSubscription(new UrlSubscription(subscriber.toString()));
        }

        // The network of the server. In real life it is there already: Vpc.fromLookup() finds it.
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(2)
                .natGateways(0)
                .restrictDefaultSecurityGroup(false) // by a function that is an asset
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Server")
                        .subnetType(SubnetType.PRIVATE_ISOLATED)
                        .build()))
                .build();
        SecurityGroup server = SecurityGroup.Builder.create(this, "Server")
                .vpc(vpc)
                .description("The GitHub Enterprise Server")
                .build();

        // An example leaves nothing behind. In real life host and connection are kept: see "Removal" in the docs.
        RemovalPolicy removalPolicy = RemovalPolicy.DESTROY;
        Host host = Host.Builder.create(this, "Host")
                .providerType(ProviderType.GITHUB_ENTERPRISE_SERVER)
                .providerEndpoint("https://git.example.com")
                .vpc(vpc)
                .removalPolicy(removalPolicy)
                .build();
        server.getConnections().allowFrom(host, Port.HTTPS);

        // The connection is created when the host is set up, and whatever uses `ready` when the connection is
        // completed.
        AvailableHost readyHost = AvailableHost.Builder.create(this, "HostReady")
                .host(host)
                .notificationTopic(topic)
                .build();
        Connection connection = Connection.Builder.create(this, "Connection")
                .host(readyHost)
                .removalPolicy(removalPolicy)
                .build();
        AvailableConnection ready = AvailableConnection.Builder.create(this, "ConnectionReady")
                .connection(connection)
                .notificationTopic(topic)
                .build();

        CfnOutput.Builder.create(this, "HostArn").value(readyHost.getHostArn()).build();
        CfnOutput.Builder.create(this, "ConnectionArn").value(ready.getConnectionArn()).build();
    }
}
