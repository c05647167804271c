from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk.aws_ec2 import Port, SecurityGroup, SubnetConfiguration, SubnetType, Vpc
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import UrlSubscription
from cdk_codeconnections import AvailableConnection, AvailableHost, Connection, Host, ProviderType
from constructs import Construct


class SelfManagedHostStack(Stack):
    """A connection to a GitHub Enterprise Server that is reached from a VPC only.

    The deployment waits twice for a person: until the host is set up, and until the connection on it is completed.
    """

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Whoever subscribes to this topic is told what to do in the console, and where.
        topic = Topic(self, "Handshake", enforce_ssl=True)
        # `-c subscriber=https://…`, the webhook of a chat for example
        subscriber = self.node.try_get_context("subscriber")
        if subscriber:
            topic.add_subscription(UrlSubscription(subscriber))

        # The network of the server. In real life it is there already: Vpc.from_lookup() finds it.
        vpc = Vpc(
            self,
            "Vpc",
            max_azs=2,
            nat_gateways=0,
            restrict_default_security_group=False,  # by a function that is an asset
            subnet_configuration=[SubnetConfiguration(name="Server", subnet_type=SubnetType.PRIVATE_ISOLATED)],
        )
        server = SecurityGroup(self, "Server", vpc=vpc, description="The GitHub Enterprise Server")

        # An example leaves nothing behind. In real life host and connection are kept: see "Removal" in the docs.
        removal_policy = RemovalPolicy.DESTROY
        host = Host(
            self,
            "Host",
            provider_type=ProviderType.GITHUB_ENTERPRISE_SERVER,
            provider_endpoint="https://git.example.com",
            vpc=vpc,
            removal_policy=removal_policy,
        )
        server.connections.allow_from(host, Port.HTTPS)

        # The connection is created when the host is set up, and whatever uses `ready` when the connection is completed.
        ready_host = AvailableHost(self, "HostReady", host=host, notification_topic=topic)
        connection = Connection(self, "Connection", host=ready_host, removal_policy=removal_policy)
        ready = AvailableConnection(self, "ConnectionReady", connection=connection, notification_topic=topic)

        CfnOutput(self, "HostArn", value=ready_host.host_arn)
        CfnOutput(self, "ConnectionArn", value=ready.connection_arn)
