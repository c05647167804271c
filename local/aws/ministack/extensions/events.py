"""Events of the service, whose `aws.` source EventBridge refuses from callers; and policies of event buses."""

from __future__ import annotations

import json

from ministack import app
from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from . import door
from .simulator import NEW, Response, Headers, Json

_OPERATION = "._PutEvents"


def _put_policy(properties: Json) -> str:
    bus, statement_id = properties.get("EventBusName") or "default", properties["StatementId"]
    policy = eventbridge._event_bus_policies.get(bus) or {"Version": "2012-10-17", "Statement": []}
    others = [statement for statement in policy["Statement"] if statement["Sid"] != statement_id]
    statement = {**properties["Statement"], "Sid": statement_id}
    eventbridge._event_bus_policies[bus] = {**policy, "Statement": [*others, statement]}
    return f"{bus}|{statement_id}"


def _delete_policy(identifier: str, _properties: Json) -> None:
    bus, statement_id = identifier.split("|")
    eventbridge._remove_permission({"EventBusName": bus, "StatementId": statement_id})


def install() -> None:
    """Lets the service put events. It signs with the keys of the root user."""
    handle_api = app.SERVICE_HANDLERS[NEW]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        if headers.get("x-amz-target", "").endswith(_OPERATION) and door.is_root():
            return eventbridge._put_events(json.loads(body), allow_aws_source=True)
        return await handle_api(method, path, headers, body, query)

    app.SERVICE_HANDLERS[NEW] = handle
    provisioners._RESOURCE_HANDLERS["AWS::Events::EventBusPolicy"] = {
        "create": lambda logical_id, properties, stack_name: (_put_policy(properties), {}),
        "update": lambda identifier, old, new, stack_name: (_put_policy(new), {}),
        "delete": _delete_policy,
    }
