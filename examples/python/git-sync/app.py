import os

from aws_cdk import App, BootstraplessSynthesizer, Environment

from git_sync_stack import GitSyncStack

app = App()
GitSyncStack(
    app,
    "git-sync",
    # No assets, so no bootstrap is needed.
    synthesizer=BootstraplessSynthesizer(),
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)
app.synth()
