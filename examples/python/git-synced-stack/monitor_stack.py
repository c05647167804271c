from aws_cdk import Stack
from aws_cdk.aws_cloudwatch import DashboardProps
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import UrlSubscription
from cdk_codeconnections import SyncMonitor
from constructs import Construct


class MonitorStack(Stack):
    """Watches all that Git sync does in the account and Region, and tells of each problem once. There is one of it."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Whoever subscribes to this topic is told what goes wrong, why, and where to go on.
        topic = Topic(self, "Problems", enforce_ssl=True)
        # `-c subscriber=https://…`, the webhook of a chat for example
        subscriber = self.node.try_get_context("subscriber")
        if subscriber:
            topic.add_subscription(UrlSubscription(subscriber))

        dashboard = DashboardProps(dashboard_name="git-sync")
        SyncMonitor(self, "Monitor", notification_topic=topic, dashboard_props=dashboard)
