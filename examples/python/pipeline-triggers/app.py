import os

from aws_cdk import App, Environment

from pipeline_triggers_stack import PipelineTriggersStack

app = App()
PipelineTriggersStack(
    app,
    "pipeline-triggers",
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)
app.synth()
