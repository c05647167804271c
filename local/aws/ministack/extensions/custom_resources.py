"""Custom resources: invoked asynchronously, held to CloudFormation's rules for responses, cancelled with their stack."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource

from . import invocations
from .simulator import Json

_MAX_RESPONSE_BYTES = 4096
_MAX_TIMEOUT_SECONDS = 3600
_MAX_ERROR = 1000


class Failed(RuntimeError):
    """The response was FAILED or invalid, or there was none."""

    def __init__(self, reason: str, physical_id: str | None = None) -> None:
        super().__init__(reason)
        self.physical_id = physical_id


@dataclass
class _Request:
    """A request that waits for its response."""

    event: Json
    responded: threading.Event = field(default_factory=threading.Event)
    response: Json = field(default_factory=dict)

    def respond(self, response: Json) -> None:
        if not self.responded.is_set():
            self.response = response
            self.responded.set()

    def fail(self, reason: str) -> None:
        self.respond({"Status": "FAILED", "Reason": reason})


_waiting: dict[str, _Request] = {}


def cancel(stack_id: str, reason: str) -> None:
    """Cancels the requests of a stack that wait, but for deletions."""
    for request in list(_waiting.values()):
        if request.event["StackId"] == stack_id and request.event["RequestType"] != "Delete":
            request.fail(reason)


def waiting_in(stack_id: str) -> list[str]:
    """The custom resources of a stack whose functions have not responded yet, by their logical ids."""
    events = [request.event for request in list(_waiting.values())]
    return [event["LogicalResourceId"] for event in events if event["StackId"] == stack_id]


def response_problem(event: Json, response: Any) -> str | None:
    """Why CloudFormation rejects a response; None if it does not."""
    if not isinstance(response, dict):
        return "Invalid response: it is not a JSON object"
    if len(json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode()) > _MAX_RESPONSE_BYTES:
        return "Response object is too long."
    if response.get("Status") not in ("SUCCESS", "FAILED"):
        return "Invalid response: Status is neither SUCCESS nor FAILED"
    for name in ("RequestId", "StackId", "LogicalResourceId"):
        if response.get(name) != event[name]:
            return f"Invalid response: {name} is not that of the request"
    physical_id = response.get("PhysicalResourceId")
    if not isinstance(physical_id, str) or not 1 <= len(physical_id) <= 1024:
        return "Invalid PhysicalResourceId"
    return None


def deliver_response(token: str, response: Any) -> bool:
    """Takes what was put to a response URL. Returns False for a URL that no request waits for."""
    request = _waiting.get(token)
    if request is None:
        return False
    problem = response_problem(request.event, response)
    if problem:
        request.fail(problem)
    else:
        request.respond(response)
    return True


def _give_up(config: Json, event: Any, error: Json) -> None:
    """Fails the request whose function has failed for the last time: no response will come.

    On AWS it waits for its ServiceTimeout, an hour if there is none. The event may also be one that the function sent on to
    itself, with the response URL in it.
    """
    url = event.get("ResponseURL") if isinstance(event, dict) else None
    request = _waiting.get(str(url).rsplit("/", 1)[-1])
    if request is None:
        return
    name, message = config.get("FunctionName"), " ".join(str(error.get("errorMessage", "")).split())
    group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
    kind = error.get("errorType", "Error")
    request.fail(f"Function {name} failed, with all retries: {kind}: {message[:_MAX_ERROR]} (log group {group})")


def _timeout_seconds(properties: Json) -> int:
    try:
        return min(int(properties.get("ServiceTimeout", _MAX_TIMEOUT_SECONDS)), _MAX_TIMEOUT_SECONDS)
    except (TypeError, ValueError):
        return _MAX_TIMEOUT_SECONDS


def _exchange(event: Json, properties: Json) -> tuple[str, Json]:
    """Sends a request to the function behind the service token and waits for its response."""
    record, config, _ = lambda_svc._get_func_record_for_ref(properties.get("ServiceToken", ""))
    if record is None or config is None:
        raise ValueError(f"the ServiceToken {properties.get('ServiceToken')!r} names no function")
    token, request = new_uuid(), _Request(event)
    event["ResponseURL"] = custom_resource._response_url(token)
    _waiting[token] = request
    try:
        invocations.invoke(lambda_svc._execution_record_for_config(record, config), event)
        if not request.responded.wait(_timeout_seconds(properties)):
            raise Failed(
                "CloudFormation did not receive a response from your Custom Resource. "
                f"Please check your logs for requestId [{event['RequestId']}]."
            )
    finally:
        del _waiting[token]
    response = request.response
    physical_id = response.get("PhysicalResourceId")
    if response["Status"] == "FAILED":
        raise Failed(response.get("Reason") or "See the details in CloudWatch Log Stream", physical_id)
    return str(physical_id), response.get("Data") or {}


def invoke_custom_resource(
    request_type: str,
    logical_id: str,
    props: Json,
    stack_name: str,
    stack_id: str,
    resource_type: str,
    physical_id: str | None = None,
    old_props: Json | None = None,
) -> tuple[str, Json]:
    """Runs one operation of a custom resource. A Create that fails is followed by a Delete, as on AWS.

    There the Delete comes with the rollback, here at once: nothing else of the stack changes in between.
    """

    def request(kind: str, physical: str | None) -> Json:
        event = {
            "RequestType": kind,
            "RequestId": new_uuid(),
            "StackId": stack_id,
            "ResourceType": resource_type,
            "LogicalResourceId": logical_id,
            "ResourceProperties": custom_resource._normalise_resource_properties(props),
        }
        if physical is not None:
            event["PhysicalResourceId"] = physical
        if kind == "Update" and old_props is not None:
            event["OldResourceProperties"] = custom_resource._normalise_resource_properties(old_props)
        return event

    try:
        return _exchange(request(request_type, physical_id), props)
    except Failed as failure:
        if request_type == "Create":
            made_up = f"{stack_name}-{logical_id}-{new_uuid().replace('-', '')[:12].upper()}"
            try:
                _exchange(request("Delete", failure.physical_id or made_up), props)
            except Failed as error:
                print(f"{logical_id} could not be deleted after its failed creation: {error}", file=sys.stderr)
        raise


def install() -> None:
    """Replaces ministack's own custom resources, which accept any response and are never deleted on failure."""
    custom_resource.deliver_response = deliver_response
    custom_resource.invoke_custom_resource = invoke_custom_resource
    invocations.on_failure(_give_up)
