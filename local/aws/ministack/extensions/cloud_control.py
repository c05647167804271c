"""Cloud Control: the read side of the types of CodeConnections, which the CDK CLI's context providers call."""

from __future__ import annotations

import json

from ministack.services import cloudcontrol

from .schemas import SCHEMAS as ALL_SCHEMAS
from .simulator import Response, Json, ServiceError

SCHEMAS = {name: schema for name, schema in ALL_SCHEMAS.items() if not schema.is_in_model}


def _description(type_name: str, identifier: str, names: tuple[str, ...] | None = None) -> Json:
    model = SCHEMAS[type_name].resource.model(identifier)
    properties = {name: model[name] for name in names or model}
    return {"Identifier": identifier, "Properties": json.dumps(properties, separators=(",", ":"))}


def list_resources(type_name: str) -> Response:
    """Lists the identifiers only, as the handlers of these types do: GetResource returns the rest."""
    schema = SCHEMAS[type_name]
    found = [_description(type_name, identifier, schema.identifier) for identifier in schema.resource.list()]
    return cloudcontrol.json_response({"TypeName": type_name, "ResourceDescriptions": found})


def get_resource(type_name: str, identifier: str) -> Response:
    """Reads one resource with all its properties."""
    try:
        description = _description(type_name, identifier)
    except (ServiceError, ValueError) as error:
        return cloudcontrol.error_response_json("ResourceNotFoundException", str(error), 400)
    return cloudcontrol.json_response({"TypeName": type_name, "ResourceDescription": description})


def install() -> None:
    """Adds our types to those of ministack."""
    list_others, get_others = cloudcontrol._list_resources, cloudcontrol._get_resource

    def _list(request: Json) -> Response:
        type_name = request.get("TypeName", "")
        return list_resources(type_name) if type_name in SCHEMAS else list_others(request)

    def _get(request: Json) -> Response:
        type_name = request.get("TypeName", "")
        return get_resource(type_name, request.get("Identifier", "")) if type_name in SCHEMAS else get_others(request)

    cloudcontrol._list_resources, cloudcontrol._get_resource = _list, _get
