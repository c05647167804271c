package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type PipelineTriggersStackProps struct {
	awscdk.StackProps
}

// NewPipelineTriggersStack makes two pipelines of one repository on GitHub: pushes that change some folders deploy, and
// pull requests are checked.
//
// The deployment waits until a person has completed the connection in the console, and then creates the pipelines.
func NewPipelineTriggersStack(scope constructs.Construct, id string, props *PipelineTriggersStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	// Whoever subscribes to this topic is told where to complete the connection.
	topic := awssns.NewTopic(stack, jsii.String("Handshake"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	// `-c subscriber=https://…`, the webhook of a chat for example
	if subscriber, ok := stack.Node().TryGetContext(jsii.String("subscriber")).(string); ok && subscriber != "" {
		topic.AddSubscription(awssnssubscriptions.NewUrlSubscription(&subscriber, nil))
	}

	// An example leaves nothing behind. In real life the connection is kept: see "Removal" in the docs.
	removalPolicy := awscdk.RemovalPolicy_DESTROY
	connection := cdkcodeconnections.NewAvailableConnection(stack, jsii.String("GitHubReady"),
		&cdkcodeconnections.AvailableConnectionProps{
			Connection: cdkcodeconnections.NewConnection(stack, jsii.String("GitHub"), &cdkcodeconnections.ConnectionProps{
				ProviderType:  cdkcodeconnections.ProviderType_GITHUB(),
				RemovalPolicy: removalPolicy,
			}),
			NotificationTopic: topic,
		})
	artifactBucket := awss3.NewBucket(stack, jsii.String("Artifacts"), &awss3.BucketProps{
		EnforceSSL:    jsii.Bool(true),
		RemovalPolicy: removalPolicy,
	})

	// A push to main that changes something in one of these folders. Its source may read this branch only.
	delivery := pipelines.NewCodePipeline(stack, jsii.String("Delivery"), &pipelines.CodePipelineProps{
		PipelineType:   awscodepipeline.PipelineType_V2,
		ArtifactBucket: artifactBucket,
		Synth: pipelines.NewShellStep(jsii.String("Synth"), &pipelines.ShellStepProps{
			Input: cdkcodeconnections.ConnectionPipelineSource_FromConnection(
				&cdkcodeconnections.ConnectionPipelineSourceProps{
					Connection: connection,
					Repository: jsii.String("my-org/shop"),
					Branch:     jsii.String("main"),
					PushFilter: &[]*awscodepipeline.GitPushFilter{{
						BranchesIncludes:  jsii.Strings("main"),
						FilePathsIncludes: jsii.Strings("infra/**", "services/orders/**"),
						FilePathsExcludes: jsii.Strings("**/*.md"),
					}},
				}),
			Commands: jsii.Strings("npm ci", "npx cdk synth"),
		}),
	})
	prod := awscdk.NewStage(stack, jsii.String("Prod"), nil)
	awssns.NewTopic(awscdk.NewStack(prod, jsii.String("Orders"), nil), jsii.String("Topic"), nil)
	delivery.AddStage(prod, nil)

	// A pull request to main or to a release branch. Its source may read all branches, and nothing is deployed.
	pipelines.NewCodePipeline(stack, jsii.String("Check"), &pipelines.CodePipelineProps{
		PipelineType:   awscodepipeline.PipelineType_V2,
		ArtifactBucket: artifactBucket,
		SelfMutation:   jsii.Bool(false),
		Synth: pipelines.NewShellStep(jsii.String("Test"), &pipelines.ShellStepProps{
			Input: cdkcodeconnections.ConnectionPipelineSource_FromConnection(
				&cdkcodeconnections.ConnectionPipelineSourceProps{
					Connection: connection,
					Repository: jsii.String("my-org/shop"),
					Branch:     jsii.String("main"),
					PullRequestFilter: &[]*awscodepipeline.GitPullRequestFilter{{
						BranchesIncludes: jsii.Strings("main", "release/**"),
						Events: &[]awscodepipeline.GitPullRequestEvent{
							awscodepipeline.GitPullRequestEvent_OPEN,
							awscodepipeline.GitPullRequestEvent_UPDATED,
						},
					}},
				}),
			Commands: jsii.Strings("npm ci", "npm test", "npx cdk synth"),
		}),
	})

	return stack
}
