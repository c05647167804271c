"""Cloud Control for our types. The CLI's lookups read; other clients create, update and delete, too.

ministack's own Cloud Control says that it has made a resource of any type, and only notes it. So other types are refused.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from ministack.services import cloudcontrol

from . import json_schema, schemas
from .cloudformation_types import error_code
from .schemas import SCHEMAS as ALL_SCHEMAS
from .schemas import Schema
from .simulator import Json, Response, ServiceError

SCHEMAS = {name: schema for name, schema in ALL_SCHEMAS.items() if schema.is_ours}


class _Refused(Exception):
    """A request that is refused, with the code of its error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _schema(request: Json) -> tuple[str, Schema]:
    name = request.get("TypeName")
    if not isinstance(name, str) or name not in SCHEMAS:
        raise _Refused(
            "UnsupportedActionException",
            f"Cloud Control has the types of CodeConnections only in the local AWS, not {name}: deploy a stack with it.",
        )
    return name, SCHEMAS[name]


def _identifier(request: Json) -> str:
    identifier = request.get("Identifier")
    if not isinstance(identifier, str) or not identifier:
        raise _Refused("ValidationException", f"Identifier has to be a string, and is {json.dumps(identifier)}")
    return identifier


def _json(request: Json, name: str, kind: type) -> Any:
    try:
        value = json.loads(request.get(name) or "")
    except (TypeError, ValueError):
        value = None
    if not isinstance(value, kind):
        wanted = "object" if kind is dict else "array"
        raise _Refused("ValidationException", f"{name} has to be a JSON {wanted}, as a string")
    return value


def _checked(type_name: str, properties: Json) -> Json:
    found = json_schema.problems(type_name, properties)
    if found:
        raise _Refused("ValidationException", f"Model validation failed ({'; '.join(found)})")
    return schemas.normalized(type_name, properties)


def _model(schema: Schema, identifier: str) -> Json:
    try:
        return schema.resource.model(identifier)
    except (ServiceError, ValueError) as error:
        raise _Refused("ResourceNotFoundException", str(error)) from error


def _packed(properties: Json) -> str:
    return json.dumps(properties, separators=(",", ":"))


def _list(request: Json) -> Json:
    """Lists the identifiers only, as the handlers of these types do: GetResource returns the rest."""
    type_name, schema = _schema(request)
    found = [
        {"Identifier": identifier, "Properties": _packed(dict(zip(schema.identifier, identifier.split("|"))))}
        for identifier in schema.resource.list()
    ]
    return {"TypeName": type_name, "ResourceDescriptions": found}


def _get(request: Json) -> Json:
    type_name, schema = _schema(request)
    identifier = _identifier(request)
    description = {"Identifier": identifier, "Properties": _packed(_model(schema, identifier))}
    return {"TypeName": type_name, "ResourceDescription": description}


def _begin(operation: str, type_name: str, identifier: str | None, work: Callable[[], Json]) -> Json:
    """Starts an operation, as AWS does: GetResourceRequestStatus says how it goes."""
    event = cloudcontrol._record_request(cloudcontrol._progress_event(operation, "IN_PROGRESS", type_name, identifier))
    started = dict(event)

    def run() -> None:
        try:
            event.update(OperationStatus="SUCCESS", **work())
        except Exception as error:  # whatever it is, the operation has failed
            event.update(OperationStatus="FAILED", StatusMessage=str(error), ErrorCode=error_code(error))

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return {"ProgressEvent": started}


def _create(request: Json) -> Json:
    type_name, schema = _schema(request)
    properties = _checked(type_name, _json(request, "DesiredState", dict))

    def work() -> Json:
        identifier = schema.resource.create(properties).identifier
        return {"Identifier": identifier, "ResourceModel": _packed(schema.resource.model(identifier))}

    return _begin("CREATE", type_name, None, work)


def _update(request: Json) -> Json:
    type_name, schema = _schema(request)
    identifier = _identifier(request)
    patch = _json(request, "PatchDocument", list)
    model = _model(schema, identifier)
    try:
        patched = cloudcontrol._apply_json_patch(copy.deepcopy(model), patch)
    except (cloudcontrol._PatchError, AttributeError, TypeError) as error:
        raise _Refused("ValidationException", f"Invalid patch update: {error}") from error
    settable = json_schema.settable(type_name)
    for kind, names in (("readOnly", {*model, *patched} - {*settable}), ("createOnly", {*schema.create_only})):
        changed = sorted(f"/properties/{name}" for name in names if model.get(name) != patched.get(name))
        if changed:
            message = f"Invalid patch update: {kind}Properties [{', '.join(changed)}] cannot be updated"
            raise _Refused("ValidationException", message)
    before, after = ({name: side[name] for name in side if name in settable} for side in (model, patched))
    wanted = _checked(type_name, after)

    def work() -> Json:
        schema.resource.update(identifier, before, wanted)
        return {"ResourceModel": _packed(schema.resource.model(identifier))}

    return _begin("UPDATE", type_name, identifier, work)


def _delete(request: Json) -> Json:
    type_name, schema = _schema(request)
    identifier = _identifier(request)

    def work() -> Json:
        schema.resource.delete(identifier)
        return {}

    return _begin("DELETE", type_name, identifier, work)


def _responding(operation: Callable[[Json], Json]) -> Callable[[Any], Response]:
    def respond(request: Any) -> Response:
        try:
            return cloudcontrol.json_response(operation(request if isinstance(request, dict) else {}))
        except _Refused as refused:
            return cloudcontrol.error_response_json(refused.code, str(refused), 400)

    return respond


def _on_requests(operation: Callable[[Json], Response]) -> Callable[[Any], Response]:
    """An operation of ministack on requests, which does not check the types of its parameters."""

    def respond(request: Any) -> Response:
        try:
            return operation(request)
        except (AttributeError, TypeError):
            message = "A parameter of the request has the wrong type."
            return cloudcontrol.error_response_json("ValidationException", message, 400)

    return respond


def _unless_it_runs(cancel: Callable[[Json], Response]) -> Callable[[Json], Response]:
    def cancel_ended(request: Json) -> Response:
        event = cloudcontrol._requests.get(request.get("RequestToken"))
        if event and event["OperationStatus"] == "IN_PROGRESS":  # ministack would say that it has ended
            message = "The local AWS does not cancel requests: wait for the end of this one."
            return cloudcontrol.error_response_json("UnsupportedActionException", message, 400)
        return cancel(request)

    return cancel_ended


def install() -> None:
    """Replaces the operations of ministack on resources; it keeps the requests."""
    cloudcontrol._cancel_resource_request = _on_requests(_unless_it_runs(cloudcontrol._cancel_resource_request))
    cloudcontrol._get_resource_request_status = _on_requests(cloudcontrol._get_resource_request_status)
    cloudcontrol._list_resource_requests = _on_requests(cloudcontrol._list_resource_requests)
    cloudcontrol._create_resource = _responding(_create)
    cloudcontrol._delete_resource = _responding(_delete)
    cloudcontrol._get_resource = _responding(_get)
    cloudcontrol._list_resources = _responding(_list)
    cloudcontrol._update_resource = _responding(_update)
