"""One operation on a stack at a time; deleting a stack stops its creation. Git sync hears of what others do to its stacks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import _stacks, changesets, handlers, stacks
from ministack.services.cloudformation.helpers import _error

from . import custom_resources, git_sync
from .simulator import Json, Response, control

_running: Counter[str] = Counter()
_deleting: set[str] = set()
_CANCEL_POLL_SECONDS = 0.1

Action = Callable[[Json], Response]


def stack_of(parameters: Json) -> Json:
    """The stack that a request names, by its name or its id; an empty record when there is none."""
    name = parameters.get("StackName")
    name = name[0] if isinstance(name, list) else name
    found = _stacks.get(name) or next((stack for stack in _stacks.values() if stack.get("StackId") == name), None)
    return found or {}


def _cancel_custom_resources(stack_id: str, reason: str) -> None:
    """Cancels those of a stack, and of the stacks that are nested in it."""
    nested = [stack["StackId"] for stack in _stacks.values() if stack.get("RootId") == stack_id]
    for each in (stack_id, *nested):
        custom_resources.cancel(each, reason)


def _refused_unless_settled(action: Action) -> Action:
    def run(parameters: Json) -> Response:
        stack = stack_of(parameters)
        status = stack.get("StackStatus", "")
        in_progress = status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
        if in_progress or status == "DELETE_FAILED":
            return _error("ValidationError", f"Stack:{stack['StackId']} is in {status} state and can not be updated.")
        return action(parameters)

    return run


def _refused_while_updating(action: Action) -> Action:
    def run(parameters: Json) -> Response:
        stack = stack_of(parameters)
        status = stack.get("StackStatus", "")
        if status.startswith("UPDATE_") and status.endswith("_IN_PROGRESS"):
            message = f"Stack [{stack['StackId']}] cannot be deleted while in status {status}"
            return _error("ValidationError", message)
        return action(parameters)

    return run


def _cancelling_custom_resources(action: Action) -> Action:
    def run(parameters: Json) -> Response:
        response = action(parameters)
        if response[0] == 200:
            _cancel_custom_resources(stack_of(parameters).get("StackId", ""), "Resource update cancelled")
        return response

    return run


def _changed_stack(parameters: Json) -> Json:
    """The stack that a request is about, which may name a change set only; empty unless it exists."""
    stack = stack_of(parameters)
    if not stack and "ChangeSetName" in parameters:
        _, change_set = changesets._find_change_set(parameters["ChangeSetName"][0])
        stack = stack_of(change_set or {})
    return {} if stack.get("StackStatus") in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE") else stack


def _told(action: Action, change: str) -> Action:
    """Tells the simulator when somebody else than Git sync updates or deletes a stack."""

    def run(parameters: Json) -> Response:
        stack = _changed_stack(parameters)
        response = action(parameters)
        if stack and response[0] == 200 and not git_sync.is_caller():
            place = {"account": get_account_id(), "region": get_region()}
            control("stack-changed", {"stackName": stack["StackName"], "change": change, **place})
        return response

    return run


def install() -> None:
    """Wraps the stack operations; each module imported them by value."""
    deploy, delete = stacks._deploy_stack_async, stacks._delete_stack_async

    async def tracked_deploy(stack_name: str, stack_id: str, *rest: Any, **named: Any) -> None:
        _running[stack_id] += 1
        _stacks[stack_name]["StackStatusReason"] = ""  # that of an earlier operation
        try:
            await deploy(stack_name, stack_id, *rest, **named)
        finally:
            _running[stack_id] -= 1
            if stack_id in _deleting:  # the end of a creation that is being deleted must not show
                _stacks[stack_name]["StackStatus"] = "DELETE_IN_PROGRESS"

    async def delete_after_cancelling(stack_name: str, stack_id: str, *rest: Any, **named: Any) -> None:
        _deleting.add(stack_id)
        while _running[stack_id]:
            _cancel_custom_resources(stack_id, "Resource creation cancelled")
            await asyncio.sleep(_CANCEL_POLL_SECONDS)
        _deleting.discard(stack_id)
        await delete(stack_name, stack_id, *rest, **named)

    for module in (stacks, handlers, changesets):
        module._deploy_stack_async = tracked_deploy
        if hasattr(module, "_delete_stack_async"):
            module._delete_stack_async = delete_after_cancelling
    actions = handlers._ACTION_HANDLERS
    for name in ("UpdateStack", "CreateChangeSet", "ExecuteChangeSet"):
        actions[name] = _refused_unless_settled(actions[name])
    actions["DeleteStack"] = _told(_refused_while_updating(actions["DeleteStack"]), "deleted")
    for name in ("UpdateStack", "ExecuteChangeSet"):
        actions[name] = _told(actions[name], "updated")
    actions["CancelUpdateStack"] = _cancelling_custom_resources(actions["CancelUpdateStack"])
