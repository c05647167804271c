"""The resource types of the extensions in CloudFormation: create, update, replace, delete, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import changesets, provisioners, stacks

from . import json_schema, schemas
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


def error_code(error: Exception) -> str:
    """The handler error code of an error in a handler."""
    return _HANDLER_ERROR_CODES.get(getattr(error, "code", ""), "GeneralServiceException")


def _handled(operation: Callable[..., Any], *arguments: Any) -> Any:
    """Runs an operation of a resource; an error of the service gets the form that CloudFormation gives it."""
    try:
        return operation(*arguments)
    except (ServiceError, RuntimeError) as error:
        raise ValueError(
            f'Resource handler returned message: "{error}" '
            f"(RequestToken: {new_uuid()}, HandlerErrorCode: {error_code(error)})"
        ) from error


def _checked(type_name: str, properties: Json) -> Json:
    found = json_schema.problems(type_name, properties)
    if found:
        raise ValueError(
            f"Properties validation failed for resource of type {type_name} with message:\n" + "\n".join(found)
        )
    return schemas.normalized(type_name, properties)


def _named(schema: Schema, logical_id: str, stack_name: str, properties: Json) -> Json:
    """The properties with a name, which CloudFormation makes up if the template has none."""
    if not schema.longest_name or properties.get("Name"):
        return properties
    return {**properties, "Name": provisioners._physical_name(stack_name, logical_id, max_len=schema.longest_name)}


def _handlers_of(type_name: str, schema: Schema) -> dict[str, Any]:
    resource = schema.resource

    def create(logical_id: str, properties: Json, stack_name: str) -> tuple[str, Json]:
        checked = _checked(type_name, properties)
        return _handled(resource.create, _named(schema, logical_id, stack_name, checked))

    def update(identifier: str, old: Json, new: Json, stack_name: str) -> tuple[str, Json]:
        return _handled(resource.update, identifier, schemas.normalized(type_name, old), _checked(type_name, new))

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


def _leave_malformed_tags() -> None:
    """ministack drops tags without a key when it adds those of the stack; the check of the properties must see them."""
    add_tags = stacks._with_stack_tags

    def with_stack_tags(resource_type: str, properties: Json, *rest: Any) -> Json:
        tags = properties.get("Tags", [])
        if resource_type in SCHEMAS and SCHEMAS[resource_type].tagged and json_schema.tag_problems(resource_type, tags):
            return properties
        return add_tags(resource_type, properties, *rest)

    for module in (provisioners, stacks):
        module._with_stack_tags = with_stack_tags


def install() -> None:
    """Adds the types to the tables of CloudFormation. Their handlers block, so they run off the event loop."""
    runs_on_worker_thread = stacks._runs_on_worker_thread
    for type_name, schema in SCHEMAS.items():
        provisioners._RESOURCE_HANDLERS[type_name] = _handlers_of(type_name, schema)
        provisioners._REPLACING_PROPERTIES[type_name] = schema.create_only
        changesets._IMPORT_LOOKUPS[type_name] = (schema.identifier, _import_problem_of(type_name, schema))
        if schema.tagged:
            provisioners._STACK_TAG_PROPERTY[type_name] = ("Tags", "list")
    _leave_malformed_tags()
    stacks._runs_on_worker_thread = lambda type_name: type_name in SCHEMAS or runs_on_worker_thread(type_name)
