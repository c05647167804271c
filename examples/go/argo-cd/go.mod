module argo-cd

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.268.0
	github.com/aws/constructs-go/constructs/v10 v10.5.1
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections v0.1.0
)
