import os

from aws_cdk import App, Environment, LegacyStackSynthesizer

from argo_cd_stack import ArgoCdStack

app = App()
ArgoCdStack(
    app,
    "argo-cd",
    # No assets, so no bootstrap is needed.
    synthesizer=LegacyStackSynthesizer(),
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)
app.synth()
