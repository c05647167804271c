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
    create_only: tuple[str, ...]
    identifier: tuple[str, ...]
    tagged: bool
    # Whether it is a type of CodeConnections.
    is_ours: bool
    # The length of the name that CloudFormation makes up when the template has none; 0 when it makes up none.
    longest_name: int


def _schema(type_name: str, resource: Any, longest_name: int = 0) -> Schema:
    schema = json_schema.schema_of(type_name)
    return Schema(
        resource=resource,
        create_only=json_schema.names_of(schema, "createOnlyProperties"),
        identifier=json_schema.names_of(schema, "primaryIdentifier"),
        tagged="Tags" in schema["properties"],
        is_ours="Connections::" in type_name,
        longest_name=longest_name,
    )


SCHEMAS: dict[str, Schema] = {
    name: _schema(name, *rest)
    for name, *rest in (
        ("AWS::CodeBuild::Fleet", REMEMBERED["AWS::CodeBuild::Fleet"], 128),
        ("AWS::CodeBuild::Project", Project(), 150),
        ("AWS::CodeBuild::ReportGroup", REMEMBERED["AWS::CodeBuild::ReportGroup"], 128),
        ("AWS::CodeBuild::SourceCredential", SourceCredential()),
        ("AWS::CodeConnections::Connection", Connection(NEW)),
        ("AWS::CodeConnections::Host", Host()),
        ("AWS::CodePipeline::CustomActionType", REMEMBERED["AWS::CodePipeline::CustomActionType"]),
        ("AWS::CodePipeline::Pipeline", Pipeline(), 100),
        ("AWS::CodePipeline::Webhook", REMEMBERED["AWS::CodePipeline::Webhook"], 100),
        ("AWS::CodeStarConnections::Connection", Connection(OLD)),
        ("AWS::CodeStarConnections::RepositoryLink", RepositoryLink()),
        ("AWS::CodeStarConnections::SyncConfiguration", SyncConfiguration()),
        ("AWS::RAM::Permission", REMEMBERED["AWS::RAM::Permission"]),
        ("AWS::RAM::ResourceShare", ResourceShare()),
    )
}


def as_texts(value: Any) -> Any:
    """The value with texts for numbers and booleans, which no property of these types is."""
    if isinstance(value, dict):
        return {name: as_texts(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_texts(member) for member in value]
    return str(value).lower() if isinstance(value, (bool, int, float)) else value


def normalized(type_name: str, properties: Json) -> Json:
    """The properties as the handler of the type takes them."""
    return as_texts(properties) if SCHEMAS[type_name].is_ours else properties
