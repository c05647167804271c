"""Physical names that CloudFormation generates: `<stack>-<logical id>-<12 random characters>`.

ministack computes them from the name of the stack and the logical id. So a stack would meet what an earlier one of the same
name has kept. The random part comes from the seed of the resource here, which ministack keeps in its record: the name stays
as long as the resource is not replaced.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Callable
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import _stacks, provisioners, stacks

from .simulator import Json

_CHARACTERS = string.ascii_uppercase + string.digits
_RANDOM_LENGTH = 12

# Types to which ministack gives a name without a random part: the property of the name, and its greatest length.
_FIXED_NAMES = {
    "AWS::EC2::SecurityGroup": ("GroupName", 255),
    "AWS::ECS::Cluster": ("ClusterName", 255),
    "AWS::ECS::Service": ("ServiceName", 255),
    "AWS::ECS::TaskDefinition": ("Family", 255),
    "AWS::Logs::LogGroup": ("LogGroupName", 512),
    "AWS::SSM::Parameter": ("Name", 1011),
}


def _random_part(key: str) -> str:
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    return "".join(
        _CHARACTERS[number // len(_CHARACTERS) ** place % len(_CHARACTERS)] for place in range(_RANDOM_LENGTH)
    )


def _shortened(stack_name: str, logical_id: str, length: int) -> str:
    """Both parts within a length, each of them at least to a half of it, as far as it is that long."""
    room = max(length - 1, 0)
    of_stack = max(room // 2, room - len(logical_id))
    parts = stack_name[:of_stack], logical_id[: room - min(of_stack, len(stack_name))]
    return "-".join(part.strip("-") for part in parts if part.strip("-"))


def physical_name(
    stack_name: str, logical_id: str, *, lowercase: bool = False, max_len: int = 128, seeded: bool = True
) -> str:
    """The name of a resource. The seed tells apart all resources that a logical id has had in a stack."""
    stack_id = (_stacks.get(stack_name) or {}).get("StackId", stack_name)
    seed = provisioners._NAME_SEED.get() if seeded else ""
    front = _shortened(stack_name, logical_id, max_len - _RANDOM_LENGTH - 1)
    name = f"{front}-{_random_part(f'{stack_id}:{logical_id}:{seed}')}"
    return name.lower() if lowercase else name


def _provision_keeping_seed(*arguments: Any) -> tuple[Any, str]:
    """Draws a seed for each resource that is created."""
    token = provisioners._NAME_SEED.set(new_uuid())
    try:
        return provisioners._provision_resource(*arguments), provisioners._NAME_SEED.get()
    finally:
        provisioners._NAME_SEED.reset(token)


def _replace_tables_by_their_keys() -> None:
    """ministack makes a table with another key anew under its old name, so that a rollback could not bring it back."""
    provisioners._REPLACING_PROPERTIES["AWS::DynamoDB::Table"] += ("KeySchema", "LocalSecondaryIndexes")


def _name_by_us(handler: dict[str, Any], property_name: str, max_len: int) -> None:
    create: Callable[..., Any] = handler["create"]
    update: Callable[..., Any] | None = handler.get("update")

    def named(properties: Json, logical_id: str, stack_name: str) -> Json:
        if properties.get(property_name):
            return properties
        return {**properties, property_name: physical_name(stack_name, logical_id, max_len=max_len)}

    def create_named(logical_id: str, properties: Json, stack_name: str) -> Any:
        return create(logical_id, named(properties, logical_id, stack_name), stack_name)

    def update_named(identifier: str, old: Json, new: Json, stack_name: str, logical_id: str) -> Any:
        return update(identifier, old, named(new, logical_id, stack_name), stack_name, logical_id)  # type: ignore[misc]

    handler["create"] = create_named
    if update and handler.get("update_with_logical_id"):  # without it, an update keeps the name
        handler["update"] = update_named


def install() -> None:
    """Replaces the names that ministack generates."""
    provisioners._physical_name = physical_name
    stacks._provision_keeping_seed = _provision_keeping_seed
    _replace_tables_by_their_keys()
    for resource_type, (property_name, max_len) in _FIXED_NAMES.items():
        _name_by_us(provisioners._RESOURCE_HANDLERS[resource_type], property_name, max_len)
