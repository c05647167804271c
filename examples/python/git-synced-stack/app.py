import os

from aws_cdk import App, BootstraplessSynthesizer, Environment

from git_synced_stack_stack import GitSyncedStackStack
from monitor_stack import MonitorStack

app = App()
props = {
    # No assets, so no bootstrap is needed.
    "synthesizer": BootstraplessSynthesizer(),
    "env": Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
}
GitSyncedStackStack(app, "git-synced-stack", **props)
MonitorStack(app, "git-sync-monitor", **props)
app.synth()
