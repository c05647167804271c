package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type GitSyncStackProps struct {
	awscdk.StackProps
}

// NewGitSyncStack makes a stack "prod" that CloudFormation keeps in sync with a repository on GitHub.
//
// The deployment waits until a person has completed the connection in the console, and then sets up the rest.
func NewGitSyncStack(scope constructs.Construct, id string, props *GitSyncStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	// Whoever subscribes to this topic is told where to complete the connection.
	topic := awssns.NewTopic(stack, jsii.String("Handshake"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	// `-c subscriber=https://…`, the webhook of a chat for example
	if subscriber, ok := stack.Node().TryGetContext(jsii.String("subscriber")).(string); ok {
		topic.AddSubscription(awssnssubscriptions.NewUrlSubscription(&subscriber, nil))
	}

	// An example leaves nothing behind. In real life the connection and the role are kept: see "Removal" in the docs.
	removalPolicy := awscdk.RemovalPolicy_DESTROY
	connection := cdkcodeconnections.NewConnection(stack, jsii.String("GitHub"), &cdkcodeconnections.ConnectionProps{
		ProviderType:  cdkcodeconnections.ProviderType_GITHUB(),
		RemovalPolicy: removalPolicy,
	})
	ready := cdkcodeconnections.NewAvailableConnection(stack, jsii.String("GitHubReady"),
		&cdkcodeconnections.AvailableConnectionProps{
			Connection:        connection,
			NotificationTopic: topic,
		})

	// All that is built on the ready connection is created after the handshake.
	link := cdkcodeconnections.NewRepositoryLink(stack, jsii.String("Infra"), &cdkcodeconnections.RepositoryLinkProps{
		Connection:     ready,
		OwnerId:        jsii.String("my-org"),
		RepositoryName: jsii.String("infra"),
	})
	sync := cdkcodeconnections.NewSyncConfiguration(stack, jsii.String("Prod"),
		&cdkcodeconnections.SyncConfigurationProps{
			RepositoryLink: link,
			Branch:         jsii.String("main"),
			ConfigFile:     jsii.String("deploy/prod.yaml"),
			StackName:      jsii.String("prod"),
			RemovalPolicy:  removalPolicy,
		})

	// Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
	// `-c resolve="the reason"`
	if reason, ok := stack.Node().TryGetContext(jsii.String("resolve")).(string); ok {
		cdkcodeconnections.NewSyncBlockerResolution(stack, jsii.String("Resolution"),
			&cdkcodeconnections.SyncBlockerResolutionProps{
				SyncConfiguration: sync,
				Reason:            &reason,
				WaitForSync:       jsii.Bool(true),
			})
	}

	awscdk.NewCfnOutput(stack, jsii.String("ConnectionArn"), &awscdk.CfnOutputProps{Value: ready.ConnectionArn()})
	awscdk.NewCfnOutput(stack, jsii.String("RepositoryLinkId"), &awscdk.CfnOutputProps{Value: link.RepositoryLinkId()})
	awscdk.NewCfnOutput(stack, jsii.String("SyncedStack"), &awscdk.CfnOutputProps{Value: sync.StackName()})

	return stack
}
