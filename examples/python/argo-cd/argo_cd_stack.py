from aws_cdk import CfnParameter, Stack
from aws_cdk.aws_eks import CfnCapability
from cdk_codeconnections import ArgoCdCapabilityRole, AvailableConnection, Connection, ProviderType
from constructs import Construct


class ArgoCdStack(Stack):
    """Argo CD as a capability of an EKS cluster, which reads two repositories over a connection."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        cluster_name = CfnParameter(self, "ClusterName", description="The EKS cluster")
        idc_instance_arn = CfnParameter(
            self,
            "IdentityCenterArn",
            description="The ARN of the instance of IAM Identity Center by which people sign in to Argo CD",
        )
        admin_group_id = CfnParameter(
            self,
            "AdminGroupId",
            description="The id of the group in IAM Identity Center whose members administer Argo CD",
        )

        # The deployment waits here until somebody has completed the handshake in the console.
        connection = AvailableConnection(
            self,
            "Ready",
            connection=Connection(self, "GitHub", provider_type=ProviderType.GITHUB),
        )

        # Argo CD reads these two repositories.
        role = ArgoCdCapabilityRole(
            self,
            "Role",
            connection=connection,
            repositories=["my-org/gitops", "my-org/charts"],
        )

        # For whoever applies the Applications: /argocd/repositories/my-org/gitops is the repoURL of that repository.
        role.store_repository_urls("/argocd/repositories")
        role.output_repository_urls()

        CfnCapability(
            self,
            "ArgoCd",
            cluster_name=cluster_name.value_as_string,
            capability_name="argo-cd",
            type="ARGOCD",
            role_arn=role.role_arn,
            delete_propagation_policy="RETAIN",
            configuration=CfnCapability.CapabilityConfigurationProperty(
                argo_cd=CfnCapability.ArgoCdProperty(
                    aws_idc=CfnCapability.AwsIdcProperty(idc_instance_arn=idc_instance_arn.value_as_string),
                    rbac_role_mappings=[
                        CfnCapability.ArgoCdRoleMappingProperty(
                            role="ADMIN",
                            identities=[
                                CfnCapability.SsoIdentityProperty(
                                    id=admin_group_id.value_as_string,
                                    type="SSO_GROUP",
                                )
                            ],
                        )
                    ],
                )
            ),
        )
