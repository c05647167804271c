import os

from aws_cdk import App, Environment, LegacyStackSynthesizer

from shared_connection_stack import SharedConnectionStack

app = App()
SharedConnectionStack(
    app,
    "shared-connection",
    # No assets, so no bootstrap is needed.
    synthesizer=LegacyStackSynthesizer(),
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)
app.synth()
