package com.myorg;

import io.github.cdkcodeconnections.SyncMonitor;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.DashboardProps;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/** Watches all that Git sync does in the account and Region, and tells of each problem once. There is one of it. */
public class MonitorStack extends Stack {
    public MonitorStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Whoever subscribes to this topic is told what goes wrong, why, and where to go on.
        Topic topic = Topic.Builder.create(this, "Problems").enforceSsl(true).build();
        // `-c subscriber=https://…`, the webhook of a chat for example
        Object subscriber = getNode().tryGetContext("subscriber");
        if (subscriber != null) {
            topic.addSubscription(new UrlSubscription(subscriber.toString()));
        }

        SyncMonitor.Builder.create(this, "Monitor")
                .notificationTopic(topic)
                .dashboardProps(DashboardProps.builder().dashboardName("git-sync").build())
                .build();
    }
}
