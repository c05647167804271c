import os

from aws_cdk import App, Environment, LegacyStackSynthesizer

from git_sync_stack import GitSyncStack

app = App()
GitSyncStack(
    app,
    "git-sync",
    # No assets, so no bootstrap is needed.
    synthesizer=LegacyStackSynthesizer(),
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)
app.synth()
