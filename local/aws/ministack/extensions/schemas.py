"""The schemas of our resource types, which CloudFormation checks before it calls a handler."""

from __future__ import annotations

from typing import Any, NamedTuple

from .resources import Connection, Host, RepositoryLink, SyncConfiguration
from .simulator import NEW, OLD, Json


class Schema(NamedTuple):
    """One resource type. A property that is not `create_only` is updated in place."""

    resource: Any
    required: tuple[str, ...]
    create_only: tuple[str, ...]
    others: tuple[str, ...]
    identifier: tuple[str, ...]
    enums: dict[str, tuple[str, ...]]
    tagged: bool = True

    @property
    def properties(self) -> set[str]:
        return {*self.required, *self.create_only, *self.others, *(("Tags",) if self.tagged else ())}


def _connection(service: str) -> Schema:
    return Schema(
        resource=Connection(service),
        required=("ConnectionName",),
        create_only=("ConnectionName", "ProviderType", "HostArn"),
        others=(),
        identifier=("ConnectionArn",),
        enums={},
    )


SCHEMAS: dict[str, Schema] = {
    "AWS::CodeConnections::Connection": _connection(NEW),
    "AWS::CodeStarConnections::Connection": _connection(OLD),
    "AWS::CodeConnections::Host": Schema(
        resource=Host(),
        required=("Name", "ProviderType", "ProviderEndpoint"),
        create_only=("Name", "ProviderType"),
        others=("VpcConfiguration",),
        identifier=("HostArn",),
        enums={
            "ProviderType": (
                *("Bitbucket", "GitHub", "GitHubEnterpriseServer", "GitLab", "GitLabSelfManaged", "AzureDevOps"),
            ),
        },
    ),
    "AWS::CodeStarConnections::RepositoryLink": Schema(
        resource=RepositoryLink(),
        required=("ConnectionArn", "OwnerId", "RepositoryName"),
        create_only=("OwnerId", "RepositoryName"),
        others=("EncryptionKeyArn",),
        identifier=("RepositoryLinkArn",),
        enums={},
    ),
    "AWS::CodeStarConnections::SyncConfiguration": Schema(
        resource=SyncConfiguration(),
        required=("Branch", "ConfigFile", "RepositoryLinkId", "ResourceName", "RoleArn", "SyncType"),
        create_only=("ResourceName", "SyncType"),
        others=("PublishDeploymentStatus", "TriggerResourceUpdateOn"),
        identifier=("ResourceName", "SyncType"),
        enums={
            "PublishDeploymentStatus": ("ENABLED", "DISABLED"),
            "TriggerResourceUpdateOn": ("ANY_CHANGE", "FILE_CHANGE"),
        },
        tagged=False,
    ),
}

_VPC_REQUIRED = ("VpcId", "SubnetIds", "SecurityGroupIds")
_VPC_PROPERTIES = {*_VPC_REQUIRED, "TlsCertificate"}


def _key_problems(path: str, value: Json, required: tuple[str, ...], known: set[str]) -> list[str]:
    missing = [f"{path}: required key [{name}] not found" for name in required if name not in value]
    return missing + [f"{path}: extraneous key [{name}] is not permitted" for name in value if name not in known]


def problems(type_name: str, properties: Json) -> list[str]:
    """What is wrong with the properties of a resource, in CloudFormation's words."""
    schema = SCHEMAS[type_name]
    found = _key_problems("#", properties, schema.required, schema.properties)
    vpc = properties.get("VpcConfiguration")
    if isinstance(vpc, dict):
        found += _key_problems("#/VpcConfiguration", vpc, _VPC_REQUIRED, _VPC_PROPERTIES)
    return found
