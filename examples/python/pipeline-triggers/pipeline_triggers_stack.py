from aws_cdk import RemovalPolicy, Stack, Stage
from aws_cdk.aws_codepipeline import GitPullRequestEvent, GitPullRequestFilter, GitPushFilter, PipelineType
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import UrlSubscription
from aws_cdk.pipelines import CodePipeline, ShellStep
from cdk_codeconnections import AvailableConnection, Connection, ConnectionPipelineSource, ProviderType
from constructs import Construct


class PipelineTriggersStack(Stack):
    """Two pipelines of one repository on GitHub: pushes that change some folders deploy, and pull requests are checked.

    The deployment waits until a person has completed the connection in the console, and then creates the pipelines.
    """

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Whoever subscribes to this topic is told where to complete the connection.
        topic = Topic(self, "Handshake", enforce_ssl=True)
        # `-c subscriber=https://…`, the webhook of a chat for example
        subscriber = self.node.try_get_context("subscriber")
        if subscriber:
            topic.add_subscription(UrlSubscription(subscriber))

        # An example leaves nothing behind. In real life the connection is kept: see "Removal" in the docs.
        removal_policy = RemovalPolicy.DESTROY
        connection = AvailableConnection(
            self,
            "GitHubReady",
            connection=Connection(
                self,
                "GitHub",
                provider_type=ProviderType.GITHUB,
                removal_policy=removal_policy,
            ),
            notification_topic=topic,
        )
        artifact_bucket = Bucket(self, "Artifacts", enforce_ssl=True, removal_policy=removal_policy)

        # A push to main that changes something in one of these folders. Its source may read this branch only.
        delivery = CodePipeline(
            self,
            "Delivery",
            pipeline_type=PipelineType.V2,
            artifact_bucket=artifact_bucket,
            synth=ShellStep(
                "Synth",
                input=ConnectionPipelineSource.from_connection(
                    connection=connection,
                    repository="my-org/shop",
                    branch="main",
                    push_filter=[
                        GitPushFilter(
                            branches_includes=["main"],
                            file_paths_includes=["infra/**", "services/orders/**"],
                            file_paths_excludes=["**/*.md"],
                        ),
                    ],
                ),
                commands=["npm ci", "npx cdk synth"],
            ),
        )
        prod = Stage(self, "Prod")
        Topic(Stack(prod, "Orders"), "Topic")
        delivery.add_stage(prod)

        # A pull request to main or to a release branch. Its source may read all branches, and nothing is deployed.
        CodePipeline(
            self,
            "Check",
            pipeline_type=PipelineType.V2,
            artifact_bucket=artifact_bucket,
            self_mutation=False,
            synth=ShellStep(
                "Test",
                input=ConnectionPipelineSource.from_connection(
                    connection=connection,
                    repository="my-org/shop",
                    branch="main",
                    pull_request_filter=[
                        GitPullRequestFilter(
                            branches_includes=["main", "release/**"],
                            events=[GitPullRequestEvent.OPEN, GitPullRequestEvent.UPDATED],
                        ),
                    ],
                ),
                commands=["npm ci", "npm test", "npx cdk synth"],
            ),
        )
