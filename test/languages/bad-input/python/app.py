import aws_cdk as cdk
from cdk_codeconnections import Connection, ProviderType, RepositoryLink, SyncConfiguration

app = cdk.App()
stack = cdk.Stack(app, "BadInput")
mistake = app.node.get_context("mistake")

if mistake == "wrong type":
    Connection(stack, "GitHub", provider_type="GitHub")
elif mistake == "required property missing":
    connection = Connection(stack, "GitHub", provider_type=ProviderType.GITHUB)
    RepositoryLink(stack, "Infra", connection=connection, owner_id="my-org")
elif mistake == "unknown property":
    Connection(stack, "GitHub", provider_type=ProviderType.GITHUB, colour="blue")
elif mistake == "name too long":
    Connection(stack, "GitHub", provider_type=ProviderType.GITHUB, connection_name="x" * 33)
elif mistake == "two sync configurations for one stack":
    connection = Connection(stack, "GitHub", provider_type=ProviderType.GITHUB)
    link = RepositoryLink(stack, "Infra", connection=connection, owner_id="my-org", repository_name="infra")
    for branch in ["main", "next"]:
        SyncConfiguration(
            stack, branch, repository_link=link, branch=branch, config_file="prod.yaml", stack_name="prod"
        )
else:
    raise ValueError(f"unknown mistake: {mistake}")

app.synth()
