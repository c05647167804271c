"""A rule of a security group as a resource of its own: CDK makes one for traffic between two groups."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

_TYPE = "AWS::EC2::SecurityGroupIngress"


def _create(logical_id: str, properties: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
    group = ec2._security_groups.get(properties.get("GroupId", ""))
    if not group:
        raise ValueError(f"The security group '{properties.get('GroupId')}' does not exist")
    [rule] = provisioners._ec2_sg_permissions([properties])
    identifier = f"sgr-{new_uuid().replace('-', '')[:17]}"
    group["IpPermissions"].append({**rule, "SecurityGroupRuleId": identifier})
    return identifier, {"Id": identifier}


def _delete(identifier: str, properties: dict[str, Any]) -> None:
    group = ec2._security_groups.get(properties.get("GroupId", ""))
    if group:
        rules = group["IpPermissions"]
        rules[:] = [rule for rule in rules if rule.get("SecurityGroupRuleId") != identifier]


def install() -> None:
    """Adds the type. It has no update: a change replaces the rule."""
    provisioners._RESOURCE_HANDLERS[_TYPE] = {"create": _create, "delete": _delete}
