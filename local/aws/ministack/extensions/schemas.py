"""The schemas of the resource types, which CloudFormation checks before it calls a handler."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import json_schema
from .build_types import Project, SourceCredential
from .pipelines import Pipeline
from .remembered import REMEMBERED
from .resources import Connection, Host, RepositoryLink, SyncConfiguration
from .shares import ResourceShare
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
    # Whether its properties are those of the schema in model/cloudformation/.
    is_in_model: bool = False
    # The length of the name that CloudFormation makes up when the template has none; 0 when it makes up none.
    longest_name: int = 0

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


def _of_model(type_name: str, resource: Any, identifier: tuple[str, ...], longest_name: int = 0) -> Schema:
    schema = json_schema.schema_of(type_name)
    return Schema(
        resource=resource,
        required=(),
        create_only=json_schema.names_of(schema, "createOnlyProperties"),
        others=(),
        identifier=identifier,
        enums={},
        tagged="Tags" in schema["properties"],
        is_in_model=True,
        longest_name=longest_name,
    )


_ARN, _NAME = ("Arn",), ("Name",)
SCHEMAS.update(
    {
        name: _of_model(name, *rest)
        for name, *rest in (
            ("AWS::CodeBuild::Fleet", REMEMBERED["AWS::CodeBuild::Fleet"], _ARN, 128),
            ("AWS::CodeBuild::Project", Project(), _NAME, 150),
            ("AWS::CodeBuild::ReportGroup", REMEMBERED["AWS::CodeBuild::ReportGroup"], _ARN, 128),
            ("AWS::CodeBuild::SourceCredential", SourceCredential(), _ARN),
            (
                "AWS::CodePipeline::CustomActionType",
                REMEMBERED["AWS::CodePipeline::CustomActionType"],
                ("Category", "Provider", "Version"),
            ),
            ("AWS::CodePipeline::Pipeline", Pipeline(), _NAME, 100),
            ("AWS::CodePipeline::Webhook", REMEMBERED["AWS::CodePipeline::Webhook"], _NAME, 100),
            ("AWS::RAM::Permission", REMEMBERED["AWS::RAM::Permission"], _ARN),
            ("AWS::RAM::ResourceShare", ResourceShare(), _ARN),
        )
    }
)

_VPC_REQUIRED = ("VpcId", "SubnetIds", "SecurityGroupIds")
_VPC_PROPERTIES = {*_VPC_REQUIRED, "TlsCertificate"}


def _key_problems(path: str, value: Json, required: tuple[str, ...], known: set[str]) -> list[str]:
    missing = [f"{path}: required key [{name}] not found" for name in required if name not in value]
    return missing + [f"{path}: extraneous key [{name}] is not permitted" for name in value if name not in known]


def problems(type_name: str, properties: Json) -> list[str]:
    """What is wrong with the properties of a resource, in CloudFormation's words."""
    schema = SCHEMAS[type_name]
    if schema.is_in_model:
        return json_schema.problems(type_name, properties)
    found = _key_problems("#", properties, schema.required, schema.properties)
    vpc = properties.get("VpcConfiguration")
    if isinstance(vpc, dict):
        found += _key_problems("#/VpcConfiguration", vpc, _VPC_REQUIRED, _VPC_PROPERTIES)
    return found
