package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type SetupStackProps struct {
	awscdk.StackProps
}

// NewSetupStack sets up a stack "prod" that lives in a repository on GitHub.
//
// The deployment waits until a person has completed the connection in the console, and then sets up the rest.
func NewSetupStack(scope constructs.Construct, id string, props *SetupStackProps) awscdk.Stack {
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

	// An example leaves nothing behind. In real life connection, stack and roles are kept: see "Removal" in the docs.
	removalPolicy := awscdk.RemovalPolicy_DESTROY
	connection := cdkcodeconnections.NewConnection(stack, jsii.String("GitHub"), &cdkcodeconnections.ConnectionProps{
		ProviderType:  cdkcodeconnections.ProviderType_GITHUB(),
		RemovalPolicy: removalPolicy,
	})

	repository := cdkcodeconnections.GitRepository_FromConnection(
		connection,
		jsii.String("my-org/infra"),
		&cdkcodeconnections.GitRepositoryOptions{NotificationTopic: topic},
	)

	// The stack, empty at first; then Git sync keeps it like the branch.
	prod := cdkcodeconnections.NewGitSyncedStack(stack, jsii.String("Prod"), &cdkcodeconnections.GitSyncedStackProps{
		Repository:        repository,
		Branch:            jsii.String("main"),
		ConfigFile:        jsii.String("deploy/prod.yaml"),
		StackName:         jsii.String("prod"),
		RemovalPolicy:     removalPolicy,
		RoleRemovalPolicy: removalPolicy,
	})
	// What the template in the repository describes, with the tags of the stack, and nothing else.
	topics := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sns"), Resource: jsii.String("prod-*")})
	prod.GrantPrincipal().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"sns:CreateTopic",
			"sns:DeleteTopic",
			"sns:GetDataProtectionPolicy",
			"sns:GetTopicAttributes",
			"sns:ListSubscriptionsByTopic",
			"sns:ListTagsForResource",
			"sns:SetTopicAttributes",
			"sns:TagResource",
			"sns:UntagResource",
		),
		Resources: &[]*string{topics},
	}))

	// Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
	// `-c resolve="the reason"`
	if reason, ok := stack.Node().TryGetContext(jsii.String("resolve")).(string); ok {
		cdkcodeconnections.NewSyncBlockerResolution(stack, jsii.String("Resolution"),
			&cdkcodeconnections.SyncBlockerResolutionProps{
				SyncConfiguration: prod.SyncConfiguration(),
				Reason:            &reason,
				WaitForSync:       jsii.Bool(true),
			})
	}

	awscdk.NewCfnOutput(stack, jsii.String("SyncedStack"), &awscdk.CfnOutputProps{Value: prod.StackName()})

	return stack
}
