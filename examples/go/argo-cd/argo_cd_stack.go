package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

type ArgoCdStackProps struct {
	awscdk.StackProps
}

// NewArgoCdStack makes Argo CD as a capability of an EKS cluster, which reads two repositories over a connection.
func NewArgoCdStack(scope constructs.Construct, id string, props *ArgoCdStackProps) awscdk.Stack {
	var stackProps awscdk.StackProps
	if props != nil {
		stackProps = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &stackProps)

	clusterName := awscdk.NewCfnParameter(stack, jsii.String("ClusterName"), &awscdk.CfnParameterProps{
		Description: jsii.String("The EKS cluster"),
	})
	idcInstanceArn := awscdk.NewCfnParameter(stack, jsii.String("IdentityCenterArn"), &awscdk.CfnParameterProps{
		Description: jsii.String("The ARN of the instance of IAM Identity Center by which people sign in to Argo CD"),
	})
	adminGroupId := awscdk.NewCfnParameter(stack, jsii.String("AdminGroupId"), &awscdk.CfnParameterProps{
		Description: jsii.String("The id of the group in IAM Identity Center whose members administer Argo CD"),
	})

	// The deployment waits here until somebody has completed the handshake in the console.
	connection := cdkcodeconnections.NewAvailableConnection(stack, jsii.String("Ready"),
		&cdkcodeconnections.AvailableConnectionProps{
			Connection: cdkcodeconnections.NewConnection(stack, jsii.String("GitHub"),
				&cdkcodeconnections.ConnectionProps{
					ProviderType: cdkcodeconnections.ProviderType_GITHUB(),
				}),
		})

	// Argo CD reads these two repositories.
	role := cdkcodeconnections.NewArgoCdCapabilityRole(stack, jsii.String("Role"),
		&cdkcodeconnections.ArgoCdCapabilityRoleProps{
			Connection:   connection,
			Repositories: jsii.Strings("my-org/gitops", "my-org/charts"),
		})

	// For whoever applies the Applications: /argocd/repositories/my-org/gitops is the repoURL of that repository.
	role.StoreRepositoryUrls(jsii.String("/argocd/repositories"))
	role.OutputRepositoryUrls()

	awseks.NewCfnCapability(stack, jsii.String("ArgoCd"), &awseks.CfnCapabilityProps{
		ClusterName:             clusterName.ValueAsString(),
		CapabilityName:          jsii.String("argo-cd"),
		Type:                    jsii.String("ARGOCD"),
		RoleArn:                 role.RoleArn(),
		DeletePropagationPolicy: jsii.String("RETAIN"),
		Configuration: &awseks.CfnCapability_CapabilityConfigurationProperty{
			ArgoCd: &awseks.CfnCapability_ArgoCdProperty{
				AwsIdc: &awseks.CfnCapability_AwsIdcProperty{
					IdcInstanceArn: idcInstanceArn.ValueAsString(),
				},
				RbacRoleMappings: &[]any{
					&awseks.CfnCapability_ArgoCdRoleMappingProperty{
						Role: jsii.String("ADMIN"),
						Identities: &[]any{
							&awseks.CfnCapability_SsoIdentityProperty{
								Id:   adminGroupId.ValueAsString(),
								Type: jsii.String("SSO_GROUP"),
							},
						},
					},
				},
			},
		},
	})

	return stack
}
