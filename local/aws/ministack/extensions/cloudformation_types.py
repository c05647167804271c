"""The resource types of the extensions in CloudFormation: create, update, replace, delete, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import changesets, provisioners, stacks

from . import schemas
from .schemas import SCHEMAS, Schema
from .simulator import Json, ServiceError

# The handler error code that CloudFormation shows for an error of the service; every other is a general one.
_HANDLER_ERROR_CODES = {
    "AccessDeniedException": "AccessDenied",
    "ConcurrentModificationException": "ResourceConflict",
    "ConflictException": "ResourceConflict",
    "InvalidInputException": "InvalidRequest",
    "InvalidParameterException": "InvalidRequest",
    "InvalidStructureException": "InvalidRequest",
    "LimitExceededException": "ServiceLimitExceeded",
    "MalformedArnException": "InvalidRequest",
    "PipelineNameInUseException": "AlreadyExists",
    "PipelineNotFoundException": "NotFound",
    "ResourceAlreadyExistsException": "AlreadyExists",
    "ResourceNotFoundException": "NotFound",
    "ResourceUnavailableException": "ResourceConflict",
    "SyncConfigurationStillExistsException": "ResourceConflict",
    "ThrottlingException": "Throttling",
    "UnknownResourceException": "NotFound",
    "ValidationException": "InvalidRequest",
}


def _handled(operation: Callable[..., Any], *arguments: Any) -> Any:
    """Runs an operation of a resource; an error of the service gets the form that CloudFormation gives it."""
    try:
        return operation(*arguments)
    except (ServiceError, RuntimeError) as error:
        code = _HANDLER_ERROR_CODES.get(getattr(error, "code", ""), "GeneralServiceException")
        raise ValueError(
            f'Resource handler returned message: "{error}" (RequestToken: {new_uuid()}, HandlerErrorCode: {code})'
        ) from error


def _checked(type_name: str, properties: Json) -> None:
    found = schemas.problems(type_name, properties)
    if found:
        raise ValueError(
            f"Properties validation failed for resource of type {type_name} with message:\n" + "\n".join(found)
        )


def _named(schema: Schema, logical_id: str, stack_name: str, properties: Json) -> Json:
    """The properties with a name, which CloudFormation makes up if the template has none."""
    if not schema.longest_name or properties.get("Name"):
        return properties
    return {**properties, "Name": provisioners._physical_name(stack_name, logical_id, max_len=schema.longest_name)}


def _handlers_of(type_name: str, schema: Schema) -> dict[str, Any]:
    resource = schema.resource

    def create(logical_id: str, properties: Json, stack_name: str) -> tuple[str, Json]:
        _checked(type_name, properties)
        return _handled(resource.create, _named(schema, logical_id, stack_name, properties))

    def update(identifier: str, old: Json, new: Json, stack_name: str) -> tuple[str, Json]:
        _checked(type_name, new)
        return _handled(resource.update, identifier, old, new)

    def delete(identifier: str, properties: Json) -> None:
        _handled(_ignoring_absence, resource.delete, identifier)

    def adopt(identifier: Json) -> tuple[str, Json]:
        return _handled(resource.read, "|".join(identifier[key] for key in schema.identifier))

    return {"create": create, "update": update, "delete": delete, "import": adopt}


def _ignoring_absence(delete: Callable[[str], None], identifier: str) -> None:
    try:
        delete(identifier)
    except ServiceError as error:
        if error.code != "ResourceNotFoundException":
            raise


def _import_problem_of(type_name: str, schema: Schema) -> Callable[..., str | None]:
    def import_problem(*keys: str) -> str | None:
        identifier = "|".join(keys)
        try:
            schema.resource.read(identifier)
        except (ServiceError, ValueError):
            return f"Resource of type '{type_name}' with identifier '{identifier}' was not found."
        return None

    return import_problem


def install() -> None:
    """Adds the types to the tables of CloudFormation. Their handlers block, so they run off the event loop."""
    runs_on_worker_thread = stacks._runs_on_worker_thread
    for type_name, schema in SCHEMAS.items():
        provisioners._RESOURCE_HANDLERS[type_name] = _handlers_of(type_name, schema)
        provisioners._REPLACING_PROPERTIES[type_name] = schema.create_only
        changesets._IMPORT_LOOKUPS[type_name] = (schema.identifier, _import_problem_of(type_name, schema))
        if schema.enums:
            provisioners._PROPERTY_ENUMS[type_name] = schema.enums
        if schema.tagged:
            provisioners._STACK_TAG_PROPERTY[type_name] = ("Tags", "list")
    stacks._runs_on_worker_thread = lambda type_name: type_name in SCHEMAS or runs_on_worker_thread(type_name)
