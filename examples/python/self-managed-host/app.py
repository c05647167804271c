from aws_cdk import App, LegacyStackSynthesizer

from self_managed_host_stack import SelfManagedHostStack

app = App()
SelfManagedHostStack(
    app,
    "self-managed-host",
    # No assets, so no bootstrap is needed.
    synthesizer=LegacyStackSynthesizer(),
)
app.synth()
