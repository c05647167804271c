"""Cloud Control: the read side of our types, which the CDK CLI's context providers call."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import cloudcontrol

from .schemas import SCHEMAS
from .simulator import Json, ServiceError


def _description(type_name: str, identifier: str, names: tuple[str, ...] | None = None) -> Json:
    model = SCHEMAS[type_name].resource.model(identifier)
    properties = {name: model[name] for name in names or model}
    return {"Identifier": identifier, "Properties": json.dumps(properties, separators=(",", ":"))}


def list_resources(type_name: str) -> tuple:
    """Lists the identifiers only, as the handlers of these types do: the rest takes a GetResource."""
    schema = SCHEMAS[type_name]
    found = [_description(type_name, identifier, schema.identifier) for identifier in schema.resource.list()]
    answer: tuple = cloudcontrol.json_response({"TypeName": type_name, "ResourceDescriptions": found})
    return answer


def get_resource(type_name: str, identifier: str) -> tuple:
    """Reads one resource with all its properties."""
    try:
        description = _description(type_name, identifier)
    except (ServiceError, ValueError) as error:
        refusal: tuple = cloudcontrol.error_response_json("ResourceNotFoundException", str(error), 400)
        return refusal
    answer: tuple = cloudcontrol.json_response({"TypeName": type_name, "ResourceDescription": description})
    return answer


def install() -> None:
    """Answers for our types, and leaves every other to ministack."""
    list_others, get_others = cloudcontrol._list_resources, cloudcontrol._get_resource

    def _list(request: dict[str, Any]) -> tuple:
        type_name = request.get("TypeName", "")
        return list_resources(type_name) if type_name in SCHEMAS else list_others(request)

    def _get(request: dict[str, Any]) -> tuple:
        type_name = request.get("TypeName", "")
        return get_resource(type_name, request.get("Identifier", "")) if type_name in SCHEMAS else get_others(request)

    cloudcontrol._list_resources, cloudcontrol._get_resource = _list, _get
