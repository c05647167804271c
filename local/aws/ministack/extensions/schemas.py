"""The schemas of the resource types, which CloudFormation checks before it calls a handler."""

from __future__ import annotations

from collections.abc import Callable, Collection
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
_TAG_PROPERTIES = ("Key", "Value")
_KINDS: dict[type, str] = {
    bool: "Boolean",
    dict: "JSONObject",
    float: "Double",
    int: "Integer",
    list: "JSONArray",
    str: "String",
}


def _kind_problems(path: str, value: Any, kind: type) -> list[str]:
    # CloudFormation makes texts of numbers and booleans.
    if isinstance(value, kind) or (kind is str and isinstance(value, (bool, int, float))):
        return []
    return [f"{path}: expected type: {_KINDS[kind]}, found: {_KINDS.get(type(value), 'Null')}"]


def _object_problems(path: str, value: Any, required: tuple[str, ...], known: Collection[str]) -> list[str]:
    wrong = _kind_problems(path, value, dict)
    if wrong:
        return wrong
    missing = [f"{path}: required key [{name}] not found" for name in required if name not in value]
    return missing + [f"{path}: extraneous key [{name}] is not permitted" for name in value if name not in known]


def _list_problems(path: str, value: Any, problems_of: Callable[[str, Any], list[str]]) -> list[str]:
    wrong = _kind_problems(path, value, list)
    return wrong or [problem for place, item in enumerate(value) for problem in problems_of(f"{path}/{place}", item)]


def _text_problems(path: str, value: Any) -> list[str]:
    return _kind_problems(path, value, str)


def _tag_problems(path: str, value: Any) -> list[str]:
    found = _object_problems(path, value, _TAG_PROPERTIES, _TAG_PROPERTIES)
    return found or [problem for name in value for problem in _text_problems(f"{path}/{name}", value[name])]


def tag_problems(tags: Any) -> list[str]:
    """What is wrong with the tags of a resource."""
    return _list_problems("#/Tags", tags, _tag_problems)


def _vpc_problems(path: str, value: Any) -> list[str]:
    found = _object_problems(path, value, _VPC_REQUIRED, _VPC_PROPERTIES)
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in ("SubnetIds", "SecurityGroupIds"):
            found += _list_problems(f"{path}/{name}", member, _text_problems)
        elif name in _VPC_PROPERTIES:
            found += _text_problems(f"{path}/{name}", member)
    return found


def as_texts(value: Any) -> Any:
    """The value with texts for numbers and booleans, which no property of these types is."""
    if isinstance(value, dict):
        return {name: as_texts(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_texts(member) for member in value]
    return str(value).lower() if isinstance(value, (bool, int, float)) else value


def normalized(type_name: str, properties: Json) -> Json:
    """The properties as the handler of the type takes them."""
    return properties if SCHEMAS[type_name].is_in_model else as_texts(properties)


def problems(type_name: str, properties: Json) -> list[str]:
    """What is wrong with the properties of a resource, in CloudFormation's words."""
    schema = SCHEMAS[type_name]
    if schema.is_in_model:
        return json_schema.problems(type_name, properties)
    found = _object_problems("#", properties, schema.required, schema.properties)
    for name, value in properties.items():
        path = f"#/{name}"
        if name == "VpcConfiguration":
            found += _vpc_problems(path, value)
        elif name == "Tags":
            found += tag_problems(value)
        elif name in schema.properties:
            found += _text_problems(path, value)
    return found
