"""Runs each example of README, docs/ and docstrings, as jsii-rosetta translates it to Python.

Takes the tablet of translations. Prints how many examples ran, and fails with all that do not.
"""

import json
import re
import sys

from aws_cdk import *
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codeconnections as codeconnections
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codestarconnections as codestarconnections
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_eks as eks
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_omics as omics
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_servicecatalog as servicecatalog
from aws_cdk import aws_sns as sns
from aws_cdk import aws_ssm as ssm
from aws_cdk import custom_resources as cr
from aws_cdk import pipelines
from aws_cdk.aws_events_targets import SnsTopic
from aws_cdk.aws_sns_subscriptions import EmailSubscription
import cdk_codeconnections as lib
from cdk_codeconnections import *
from cdk_codeconnections import mixins

ENV = Environment(account="123456789012", region="us-east-1")
ID = "39e4c34d-e13a-4e94-a886-ea67651bf042"
CONNECTION = f"arn:aws:codeconnections:us-east-1:123456789012:connection/{ID}"
LINK = f"arn:aws:codestar-connections:us-east-1:123456789012:repository-link/{ID}"


def given(app, stack):
    """What the fixtures and the examples declare to be there."""
    connection = Connection.from_connection_arn(stack, "Connection", CONNECTION)
    link = RepositoryLink.from_repository_link_attributes(
        stack, "Link", repository_link_arn=LINK, connection=connection
    )
    return {
        "app": lambda: app,
        "stack": lambda: stack,
        "bucket": lambda: s3.Bucket(stack, "Bucket"),
        "connection": lambda: connection,
        "link": lambda: link,
        "key": lambda: kms.Key(stack, "Key"),
        "role": lambda: iam.Role(stack, "Role", assumed_by=iam.AccountRootPrincipal()),
        "topic": lambda: sns.Topic(stack, "Topic"),
        "vpc": lambda: ec2.Vpc(stack, "Vpc"),
        "sync": lambda: SyncConfiguration(
            stack, "Sync", repository_link=link, branch="main", config_file="given.yaml", stack_name="given"
        ),
        "l1": lambda: codeconnections.CfnConnection(stack, "L1", connection_name="l1", provider_type="GitHub"),
        "pipeline": lambda: codepipeline.Pipeline(stack, "Pipeline", pipeline_type=codepipeline.PipelineType.V2),
        "capability": lambda: eks.CfnCapability(
            stack,
            "Capability",
            cluster_name="given",
            capability_name="given",
            type="ARGOCD",
            role_arn="arn:aws:iam::123456789012:role/given",
            delete_propagation_policy="RETAIN",
        ),
        "product": lambda: servicecatalog.CfnCloudFormationProduct(stack, "Product", name="given", owner="given"),
        "workflow": lambda: omics.CfnWorkflow(stack, "Workflow"),
    }


def run(code):
    app = App()
    there = given(app, Stack(app, "Given", env=ENV))
    mentioned = {name: make() for name, make in there.items() if re.search(rf"\b{name}\b", code)}
    exec(code, {**globals(), **mentioned, "self": Stack(app, "Example", env=ENV)})


with open(sys.argv[1], encoding="utf-8") as tablet:
    examples = [snippet["translations"]["python"]["source"] for snippet in json.load(tablet)["snippets"].values()]
failures = []
for example in examples:
    try:
        run(example)
    except Exception as error:
        failures.append(f"{type(error).__name__}: {error}, in this example:\n{example}")
if failures:
    sys.exit("\n\n".join(failures))
print(len(examples))
