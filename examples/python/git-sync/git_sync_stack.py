from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import UrlSubscription
from cdk_codeconnections import (
    AvailableConnection,
    Connection,
    ProviderType,
    RepositoryLink,
    SyncBlockerResolution,
    SyncConfiguration,
)
from constructs import Construct


class GitSyncStack(Stack):
    """A stack ``prod`` that CloudFormation keeps in sync with a repository on GitHub.

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

        # An example leaves nothing behind. In real life the connection and the role are kept: see "Removal" in the
        # docs.
        removal_policy = RemovalPolicy.DESTROY
        connection = Connection(
            self,
            "GitHub",
            provider_type=ProviderType.GITHUB,
            removal_policy=removal_policy,
        )
        ready = AvailableConnection(self, "GitHubReady", connection=connection, notification_topic=topic)

        # All that is built on the ready connection is created after the handshake.
        link = RepositoryLink(self, "Infra", connection=ready, owner_id="my-org", repository_name="infra")
        sync = SyncConfiguration(
            self,
            "Prod",
            repository_link=link,
            branch="main",
            config_file="deploy/prod.yaml",
            stack_name="prod",
            removal_policy=removal_policy,
        )

        # Somebody has changed the stack by hand, which blocks the sync, and you have decided that it may go on.
        reason = self.node.try_get_context("resolve")  # `-c resolve="the reason"`
        if reason:
            SyncBlockerResolution(self, "Resolution", sync_configuration=sync, reason=reason, wait_for_sync=True)

        CfnOutput(self, "ConnectionArn", value=ready.connection_arn)
        CfnOutput(self, "RepositoryLinkId", value=link.repository_link_id)
        CfnOutput(self, "SyncedStack", value=sync.stack_name)
