package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type SharedConnectionStackProps struct {
	awscdk.StackProps
}

// NewSharedConnectionStack makes the roles of a team's pipeline, over a connection that another team has made in this
// account.
func NewSharedConnectionStack(scope constructs.Construct, id string, props *SharedConnectionStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	// Found when the stack is deployed, so nobody has to know its ARN. Exactly one connection must fit.
	connection := cdkcodeconnections.NewConnectionLookup(stack, jsii.String("GitHub"),
		&cdkcodeconnections.ConnectionLookupProps{
			ProviderType:  cdkcodeconnections.ProviderType_GITHUB(),
			Tags:          &map[string]*string{"team": jsii.String("platform")},
			OnlyAvailable: jsii.Bool(true),
		})

	// The pipeline reads repositories.
	pipeline := awsiam.NewRole(stack, jsii.String("Pipeline"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("codepipeline.amazonaws.com"), nil),
	})
	connection.Grants().UseConnection(pipeline, nil)

	// Its builds clone this one, and cannot push.
	build := awsiam.NewRole(stack, jsii.String("Build"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("codebuild.amazonaws.com"), nil),
	})
	connection.Grants().UseConnection(build, &cdkcodeconnections.UseConnectionOptions{
		Repositories: jsii.Strings("my-org/app"),
		Permissions:  &[]cdkcodeconnections.ProviderPermission{cdkcodeconnections.ProviderPermission_READ_ONLY},
	})

	// Whoever creates the pipeline hands the connection to it.
	deployment := awsiam.NewRole(stack, jsii.String("Deployment"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("cloudformation.amazonaws.com"), nil),
	})
	connection.Grants().PassConnection(deployment, &cdkcodeconnections.PassConnectionOptions{
		Services: jsii.Strings("codepipeline.amazonaws.com"),
	})

	awscdk.NewCfnOutput(stack, jsii.String("ConnectionArn"), &awscdk.CfnOutputProps{Value: connection.ConnectionArn()})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineRoleArn"), &awscdk.CfnOutputProps{Value: pipeline.RoleArn()})
	awscdk.NewCfnOutput(stack, jsii.String("BuildRoleArn"), &awscdk.CfnOutputProps{Value: build.RoleArn()})
	awscdk.NewCfnOutput(stack, jsii.String("DeploymentRoleArn"), &awscdk.CfnOutputProps{Value: deployment.RoleArn()})

	return stack
}
