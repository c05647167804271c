from aws_cdk import CfnOutput, Stack
from aws_cdk.aws_iam import Role, ServicePrincipal
from cdk_codeconnections import ConnectionLookup, ProviderPermission, ProviderType
from constructs import Construct


class SharedConnectionStack(Stack):
    """The roles of a team's pipeline, over a connection that another team has made in this account."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Found when the stack is deployed, so nobody has to know its ARN. Exactly one connection must fit.
        connection = ConnectionLookup(
            self,
            "GitHub",
            provider_type=ProviderType.GITHUB,
            tags={"team": "platform"},
            only_available=True,
        )

        # The pipeline reads repositories.
        pipeline = Role(self, "Pipeline", assumed_by=ServicePrincipal("codepipeline.amazonaws.com"))
        connection.grants.use_connection(pipeline)

        # Its builds clone this one, and cannot push.
        build = Role(self, "Build", assumed_by=ServicePrincipal("codebuild.amazonaws.com"))
        connection.grants.use_connection(
            build,
            repositories=["my-org/app"],
            permissions=[ProviderPermission.READ_ONLY],
        )

        # Whoever creates the pipeline hands the connection to it.
        deployment = Role(self, "Deployment", assumed_by=ServicePrincipal("cloudformation.amazonaws.com"))
        connection.grants.pass_connection(deployment, services=["codepipeline.amazonaws.com"])

        CfnOutput(self, "ConnectionArn", value=connection.connection_arn)
        CfnOutput(self, "PipelineRoleArn", value=pipeline.role_arn)
        CfnOutput(self, "BuildRoleArn", value=build.role_arn)
        CfnOutput(self, "DeploymentRoleArn", value=deployment.role_arn)
