"""Nested stacks: they are deployed and deleted as other stacks are, in the course of their parent.

ministack has a shorter way for them, which neither rolls back nor keeps what cannot be deleted, and knows no exports.
"""

from __future__ import annotations

import asyncio
import copy
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid, now_iso
from ministack.services.cloudformation import _stack_events, _stacks, engine, helpers, provisioners, stacks

from . import exports, templates
from .names import physical_name
from .simulator import Json

_TYPE = "AWS::CloudFormation::Stack"
# What a rollback brings back.
_STATE = (
    *("_resources", "_template", "_template_body", "_resolved_params", "_conditions"),
    *("Parameters", "Tags", "Outputs"),
)


def _body_of(properties: Json) -> str:
    url = properties.get("TemplateURL")
    body, problem = helpers._resolve_template({"TemplateURL": [url or ""]})
    if problem or not body:
        raise ValueError(f"The template of the nested stack, TemplateURL {url}, cannot be read")
    return body


def _given(properties: Json) -> list[Json]:
    parameters = properties.get("Parameters") or {}
    if not isinstance(parameters, dict) or any(isinstance(value, list) for value in parameters.values()):
        raise ValueError("Value of property Parameters must be an object with String (or simple type) properties")
    return [{"Key": name, "Value": str(value)} for name, value in parameters.items()]


def _run(stack: Json, properties: Json, logical_id: str, previous: Json | None) -> tuple[str, Json]:
    """Deploys a nested stack, and waits for the end. Raises ValueError when it has failed and was rolled back."""
    name, stack_id, parent = stack["StackName"], stack["StackId"], stack["_parent_stack_name"]
    body = _body_of(properties)
    template = engine._parse_template(body)
    provisioners._check_nested_stack_capabilities(parent, template)
    parameters = engine._resolve_parameters(template, _given(properties))
    conditions = engine._evaluate_conditions(template, parameters)
    engine.validate_template_support(template, conditions, parameters)
    templates.check(template, previous or {})

    tags = provisioners._tag_map(properties.get("Tags"))
    kind = "UPDATE" if previous else "CREATE"
    stack.update(
        StackStatus=f"{kind}_IN_PROGRESS",
        StackStatusReason="",
        LastUpdatedTime=now_iso(),
        Description=template.get("Description", ""),
        Parameters=[
            {"ParameterKey": key, "ParameterValue": value["Value"], "NoEcho": value["NoEcho"]}
            for key, value in parameters.items()
        ],
        Tags=[{"Key": key, "Value": value} for key, value in tags.items() if not key.startswith("aws:")],
        Capabilities=provisioners._inherited_capabilities(parent),
        _template_body=body,
        _conditions=conditions,
    )
    _stacks[name] = stack
    before = len(_stack_events.setdefault(stack_id, []))
    stacks._add_event(stack_id, name, name, _TYPE, stack["StackStatus"], physical_id=stack_id)
    # By the physical id in the event of its parent, the CLI finds the events of the nested stack.
    stacks._add_event(stack["ParentId"], parent, logical_id, _TYPE, stack["StackStatus"], physical_id=stack_id)
    deploy = stacks._deploy_stack_async(
        *(name, stack_id, template, parameters, False, stack["Tags"]), is_update=bool(previous), previous_stack=previous
    )
    asyncio.run(deploy)
    if stack["StackStatus"] != f"{kind}_COMPLETE":
        raise ValueError(f"Embedded stack {stack_id} was not successfully {kind.lower()}d: {_reason(stack_id, before)}")
    return stack_id, {f"Outputs.{output['OutputKey']}": output["OutputValue"] for output in stack["Outputs"]}


def _reason(stack_id: str, before: int) -> str:
    failed = [event for event in _stack_events[stack_id][before:] if event["ResourceStatus"].endswith("_FAILED")]
    return "; ".join(f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}" for event in failed)


def _delete_stack(stack: Json) -> None:
    problem = exports.deletion_problem(stack)
    if not problem:
        asyncio.run(stacks._delete_stack_async(stack["StackName"], stack["StackId"]))
        problem = stack["StackStatusReason"] if stack["StackStatus"] != "DELETE_COMPLETE" else None
    if problem:
        raise ValueError(f"Embedded stack {stack['StackId']} was not successfully deleted: {problem}")


def _stack(identifier: str) -> Json | None:
    return _stacks.get(provisioners._nested_stack_lookup_name(identifier))


def create(logical_id: str, properties: Json, parent_name: str) -> tuple[str, Json]:
    """Creates a nested stack. Nothing is left of one that fails."""
    name = physical_name(parent_name, logical_id)
    parent = _stacks[parent_name]
    stack = {
        "StackName": name,
        "StackId": f"arn:aws:cloudformation:{get_region()}:{get_account_id()}:stack/{name}/{new_uuid()}",
        "CreationTime": now_iso(),
        "Outputs": [],
        "DisableRollback": False,
        "RootId": parent.get("RootId", parent["StackId"]),
        "ParentId": parent["StackId"],
        "_parent_stack_name": parent_name,
        "_region": get_region(),
        "_resources": {},
    }
    try:
        return _run(stack, properties, logical_id, None)
    except ValueError:
        if name in _stacks:
            _delete_stack(stack)
        raise


def update(identifier: str, old: Json, new: Json, parent_name: str, logical_id: str) -> tuple[str, Json]:
    """Updates a nested stack, which is rolled back by itself when that fails."""
    stack = _stack(identifier)
    if not stack:
        raise ValueError(f"Stack [{identifier}] does not exist")
    return _run(stack, new, logical_id, {key: copy.deepcopy(stack.get(key)) for key in _STATE})


def delete(identifier: str, properties: Json) -> None:
    """Deletes a nested stack, but for what its template retains."""
    stack = _stack(identifier)
    if stack and stack["StackStatus"] != "DELETE_COMPLETE":
        _delete_stack(stack)


def install() -> None:
    """Replaces the handlers of the type."""
    handler: dict[str, Any] = provisioners._RESOURCE_HANDLERS[_TYPE]
    handler.update(create=create, update=update, delete=delete, update_with_logical_id=True)
