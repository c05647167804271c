import os

from aws_cdk import App, Environment, LegacyStackSynthesizer

from monitor_stack import MonitorStack
from setup_stack import SetupStack

app = App()
props = {
    # No assets, so no bootstrap is needed.
    "synthesizer": LegacyStackSynthesizer(),
    "env": Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
}
SetupStack(app, "git-synced-stack", **props)
MonitorStack(app, "git-sync-monitor", **props)
app.synth()
