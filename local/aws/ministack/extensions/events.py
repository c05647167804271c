"""Events of the service, whose `aws.` source EventBridge refuses from callers; and policies of event buses."""

from __future__ import annotations


from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from . import internal
from .simulator import NEW, Json


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

    internal.add(NEW, "_PutEvents", lambda request: eventbridge._put_events(request, allow_aws_source=True))
    provisioners._RESOURCE_HANDLERS["AWS::Events::EventBusPolicy"] = {
        "create": lambda logical_id, properties, stack_name: (_put_policy(properties), {}),
        "update": lambda identifier, old, new, stack_name: (_put_policy(new), {}),
        "delete": _delete_policy,
    }
