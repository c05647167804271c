from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import UrlSubscription
from cdk_codeconnections import Connection, GitRepository, GitSyncedStack, ProviderType, SyncBlockerResolution
from constructs import Construct


class SetupStack(Stack):
    """A stack ``prod`` that lives in a repository on GitHub.

    The deployment waits until a person has completed the connection in the console, and then sets up the rest.
    """

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Whoever subscribes to this topic is told where to complete the connection.
        topic = Topic(self, "Handshake", enforce_ssl=True)
        # `-c subscriber=https://…`, the webhook of a chat for example
        subscriber = self.node.try_get_context("subscriber")
        if subscriber:
            topic.add_subscription(UrlSubscription(subscriber))

        # An example leaves nothing behind. In real life connection, stack and roles are kept: see "Removal" in the
        # docs.
        removal_policy = RemovalPolicy.DESTROY
        connection = Connection(
            self,
            "GitHub",
            provider_type=ProviderType.GITHUB,
            removal_policy=removal_policy,
        )

        # The stack, empty at first; then Git sync keeps it like the branch.
        prod = GitSyncedStack(
            self,
            "Prod",
            repository=GitRepository.from_connection(connection, "my-org/infra", notification_topic=topic),
            branch="main",
            config_file="deploy/prod.yaml",
            stack_name="prod",
            removal_policy=removal_policy,
            role_removal_policy=removal_policy,
        )
        # What the template in the repository describes, with the tags of the stack, and nothing else.
        prod.grant_principal.add_to_principal_policy(
            PolicyStatement(
                actions=[
                    "sns:CreateTopic",
                    "sns:DeleteTopic",
                    "sns:GetDataProtectionPolicy",
                    "sns:GetTopicAttributes",
                    "sns:ListSubscriptionsByTopic",
                    "sns:ListTagsForResource",
                    "sns:SetTopicAttributes",
                    "sns:TagResource",
                    "sns:UntagResource",
                ],
                resources=[self.format_arn(service="sns", resource="prod-*")],
            )
        )

        # Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
        reason = self.node.try_get_context("resolve")  # `-c resolve="the reason"`
        if reason:
            SyncBlockerResolution(
                self,
                "Resolution",
                sync_configuration=prod.sync_configuration,
                reason=reason,
                wait_for_sync=True,
            )

        CfnOutput(self, "SyncedStack", value=prod.stack_name)
