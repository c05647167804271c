"""Resource types that are checked and remembered, and do nothing: report groups, fleets, and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ministack.core.responses import get_region, new_uuid

from . import service_model
from .records import Records, arn_of, error, own_tags
from .resources import Resource
from .simulator import Json


class Remembered(NamedTuple):
    """A type of resource, whose physical id and attributes come from its properties."""

    service: str
    records: Records
    make: Callable[[Json], Resource]
    # What the service checks beyond the schema, by its model, and the code of that error.
    operation: str = ""
    code: str = "InvalidInputException"

    def read(self, identifier: str) -> Resource:
        return Resource(identifier, self.records.get(identifier)["attributes"])

    def create(self, properties: Json) -> Resource:
        self._check(properties)
        resource = self.make(properties)
        names = {record["properties"].get("Name", record["identifier"]) for record in self.records}
        if properties.get("Name", resource.identifier) in names:
            raise error(self.service, "ResourceAlreadyExistsException", f"{resource.identifier} already exists")
        return self._put(resource, properties)

    def update(self, identifier: str, old: Json, new: Json) -> Resource:
        before = self.records.get(identifier)["properties"]
        properties = {**{name: before[name] for name in ("Name",) if name in before}, **new}
        self._check(properties)
        return self._put(self.read(identifier), properties)

    def delete(self, identifier: str) -> None:
        self.records.remove(identifier)

    def _check(self, properties: Json) -> None:
        if self.operation:
            given = {**properties, "Tags": own_tags(properties)} if "Tags" in properties else properties
            parameters = service_model.parameters_of(self.service, self.operation, given)
            service_model.checked(self.service, self.operation, parameters, self.code)

    def _put(self, resource: Resource, properties: Json) -> Resource:
        identifier, attributes = resource
        record = {"identifier": identifier, "properties": properties, "attributes": attributes}
        self.records.put(identifier, record)
        return resource


def _of_arn(arn: str, attributes: Json | None = None) -> Resource:
    return Resource(arn, {"Arn": arn, **(attributes or {})})


def _custom_action(properties: Json) -> Resource:
    identifier = "|".join(str(properties[name]) for name in ("Category", "Provider", "Version"))
    return Resource(identifier, {"Id": new_uuid()})


def _pipeline_webhook(properties: Json) -> Resource:
    name = properties["Name"]
    url = f"https://{get_region()}.webhooks.aws/trigger?t={new_uuid()}&v=1"
    return Resource(name, {"Id": name, "Url": url})


def _permission(properties: Json) -> Resource:
    attributes = {"Version": "1", "IsResourceTypeDefault": False, "PermissionType": "CUSTOMER_MANAGED"}
    return _of_arn(arn_of("ram", f"permission/{properties['Name']}"), attributes)


REMEMBERED = {
    "AWS::CodeBuild::Fleet": Remembered(
        service="codebuild",
        records=Records("codebuild", "Fleet"),
        make=lambda properties: _of_arn(arn_of("codebuild", f"fleet/{properties['Name']}:{new_uuid()}")),
        operation="CreateFleet",
    ),
    "AWS::CodeBuild::ReportGroup": Remembered(
        service="codebuild",
        records=Records("codebuild", "Report group"),
        make=lambda properties: _of_arn(arn_of("codebuild", f"report-group/{properties['Name']}")),
        operation="CreateReportGroup",
    ),
    "AWS::CodePipeline::CustomActionType": Remembered(
        service="codepipeline",
        records=Records("codepipeline", "Action type"),
        make=_custom_action,
    ),
    "AWS::CodePipeline::Webhook": Remembered(
        service="codepipeline",
        records=Records("codepipeline", "Webhook"),
        make=_pipeline_webhook,
    ),
    "AWS::RAM::Permission": Remembered(
        service="ram",
        records=Records("ram", "Permission"),
        make=_permission,
        operation="CreatePermission",
        code="InvalidParameterException",
    ),
}
