package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type MonitorStackProps struct {
	awscdk.StackProps
}

// NewMonitorStack watches all that Git sync does in the account and Region, and tells of each problem once. There is one
// of it.
func NewMonitorStack(scope constructs.Construct, id string, props *MonitorStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	// Whoever subscribes to this topic is told what goes wrong, why, and where to go on.
	topic := awssns.NewTopic(stack, jsii.String("Problems"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	// `-c subscriber=https://…`, the webhook of a chat for example
	if subscriber, ok := stack.Node().TryGetContext(jsii.String("subscriber")).(string); ok {
		topic.AddSubscription(awssnssubscriptions.NewUrlSubscription(&subscriber, nil))
	}

	cdkcodeconnections.NewSyncMonitor(stack, jsii.String("Monitor"), &cdkcodeconnections.SyncMonitorProps{
		NotificationTopic: topic,
		DashboardProps:    &awscloudwatch.DashboardProps{DashboardName: jsii.String("git-sync")},
	})

	return stack
}
