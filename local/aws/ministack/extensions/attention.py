"""What is broken, and what waits for whom, in all accounts and Regions: for the overview of the local console."""

from __future__ import annotations

import time
from typing import Any

from ministack.core.responses import json_response
from ministack.services import cloudformation, cloudwatch, lambda_svc

from . import custom_resources, internal
from .simulator import NEW, Json, Response

_STACK = "AWS::CloudFormation::Stack"

# When the last invocation of a function failed, by its account, Region and name.
_failed_functions: dict[tuple[str, str, str], float] = {}


def _reason(stack: Json) -> str:
    """Why the last operation on a stack failed: its first failure, and otherwise what its status says."""
    reason = str(stack.get("StackStatusReason") or "")
    for event in reversed(cloudformation._stack_events._data.get(_scope(stack["StackId"]), [])):
        if event["ResourceType"] == _STACK and event["PhysicalResourceId"] == stack["StackId"]:
            if event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"):
                break
        elif event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in event["ResourceStatusReason"]:
            reason = f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
    return reason


def _scope(arn: str) -> tuple[str, str, str]:
    parts = arn.split(":")
    return parts[4], parts[3], arn


def _stacks() -> list[Json]:
    found = []
    for stack in list(cloudformation._stacks._data.values()):
        status, waiting = stack["StackStatus"], custom_resources.waiting_in(stack["StackId"])
        is_broken = status.endswith("_FAILED") or status.endswith("ROLLBACK_COMPLETE")
        if is_broken or waiting:
            reason = _reason(stack) if is_broken else ""
            found.append({"arn": stack["StackId"], "status": status, "reason": reason, "waitsFor": waiting})
    return found


def _alarms() -> list[Json]:
    alarms = [alarm for alarm in list(cloudwatch._alarms._data.values()) if alarm.get("StateValue") == "ALARM"]
    return [{"name": alarm["AlarmName"], "reason": alarm.get("StateReason") or ""} for alarm in alarms]


def _functions() -> list[Json]:
    there = [(key, failed) for key, failed in list(_failed_functions.items()) if key in lambda_svc._functions._data]
    return [{"name": name, "time": failed} for (_, _, name), failed in there]


def _note(function: Json, is_error: bool) -> None:
    arn = (function.get("config") or function).get("FunctionArn", "").split(":")
    if len(arn) < 7:
        return
    key = (arn[4], arn[3], arn[6])
    if is_error:
        _failed_functions[key] = time.time()
    else:
        _failed_functions.pop(key, None)


def _needs_attention(_request: Json) -> Response:
    return json_response({"stacks": _stacks(), "alarms": _alarms(), "functions": _functions()})


def install() -> None:
    """Notes how invocations end. The console asks with the keys of the root user."""
    emit_logs = lambda_svc._emit_lambda_logs

    def emit(function: Json, request_id: str, log: str, error: bool, *rest: Any, **named: Any) -> None:
        _note(function, error)
        emit_logs(function, request_id, log, error, *rest, **named)

    lambda_svc._emit_lambda_logs = emit
    internal.add(NEW, "_NeedsAttention", _needs_attention)
