package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type SelfManagedHostStackProps struct {
	awscdk.StackProps
}

// NewSelfManagedHostStack makes a connection to a GitHub Enterprise Server that is reached from a VPC only.
//
// The deployment waits twice for a person: until the host is set up, and until the connection on it is completed.
func NewSelfManagedHostStack(scope constructs.Construct, id string, props *SelfManagedHostStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	// Whoever subscribes to this topic is told what to do in the console, and where.
	topic := awssns.NewTopic(stack, jsii.String("Handshake"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	// `-c subscriber=https://…`, the webhook of a chat for example
	if subscriber, ok := stack.Node().TryGetContext(jsii.String("subscriber")).(string); ok {
		topic.AddSubscription(awssnssubscriptions.NewUrlSubscription(&subscriber, nil))
	}

	// The network of the server. In real life it is there already: Vpc_FromLookup() finds it.
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
		MaxAzs:      jsii.Number(2),
		NatGateways: jsii.Number(0),
		// By a function that is an asset.
		RestrictDefaultSecurityGroup: jsii.Bool(false),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{Name: jsii.String("Server"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		},
	})
	server := awsec2.NewSecurityGroup(stack, jsii.String("Server"), &awsec2.SecurityGroupProps{
		Vpc:         vpc,
		Description: jsii.String("The GitHub Enterprise Server"),
	})

	// An example leaves nothing behind. In real life host and connection are kept: see "Removal" in the docs.
	removalPolicy := awscdk.RemovalPolicy_DESTROY
	host := cdkcodeconnections.NewHost(stack, jsii.String("Host"), &cdkcodeconnections.HostProps{
		ProviderType:     cdkcodeconnections.ProviderType_GITHUB_ENTERPRISE_SERVER(),
		ProviderEndpoint: jsii.String("https://git.example.com"),
		Vpc:              vpc,
		RemovalPolicy:    removalPolicy,
	})
	server.Connections().AllowFrom(host, awsec2.Port_HTTPS(), nil)

	// The connection is created when the host is set up, and whatever uses `ready` when the connection is completed.
	readyHost := cdkcodeconnections.NewAvailableHost(stack, jsii.String("HostReady"),
		&cdkcodeconnections.AvailableHostProps{
			Host:              host,
			NotificationTopic: topic,
		})
	connection := cdkcodeconnections.NewConnection(stack, jsii.String("Connection"),
		&cdkcodeconnections.ConnectionProps{
			Host:          readyHost,
			RemovalPolicy: removalPolicy,
		})
	ready := cdkcodeconnections.NewAvailableConnection(stack, jsii.String("ConnectionReady"),
		&cdkcodeconnections.AvailableConnectionProps{
			Connection:        connection,
			NotificationTopic: topic,
		})

	awscdk.NewCfnOutput(stack, jsii.String("HostArn"), &awscdk.CfnOutputProps{Value: readyHost.HostArn()})
	awscdk.NewCfnOutput(stack, jsii.String("ConnectionArn"), &awscdk.CfnOutputProps{Value: ready.ConnectionArn()})

	return stack
}
