"""Elastic IP addresses and NAT gateways: each VPC that CDK makes has them, unless it is told otherwise."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .simulator import Json


def _create_address(logical_id: str, properties: Json, stack_name: str) -> tuple[str, Json]:
    known = set(ec2._addresses)
    ec2._allocate_address({"Domain": properties.get("Domain", "vpc")})
    [allocation] = set(ec2._addresses) - known
    address = ec2._addresses[allocation]["PublicIp"]
    return address, {"AllocationId": allocation, "PublicIp": address}


def _delete_address(address: str, properties: Json) -> None:
    for allocation, record in list(ec2._addresses.items()):
        if record["PublicIp"] == address:
            del ec2._addresses[allocation]


def _create_gateway(logical_id: str, properties: Json, stack_name: str) -> tuple[str, Json]:
    if properties.get("SubnetId", "") not in ec2._subnets:
        raise ValueError(f"The subnet ID '{properties.get('SubnetId')}' does not exist")
    known = set(ec2._nat_gateways)
    ec2._create_nat_gateway({name: value for name, value in properties.items() if isinstance(value, str)})
    [gateway] = set(ec2._nat_gateways) - known
    return gateway, {"NatGatewayId": gateway}


def _delete_gateway(gateway: str, properties: Json) -> None:
    if gateway in ec2._nat_gateways:
        ec2._delete_nat_gateway({"NatGatewayId": gateway})


def install() -> None:
    """Adds the types. They have no update: a change replaces them."""
    handlers: dict[str, Any] = provisioners._RESOURCE_HANDLERS
    handlers["AWS::EC2::EIP"] = {"create": _create_address, "delete": _delete_address}
    handlers["AWS::EC2::NatGateway"] = {"create": _create_gateway, "delete": _delete_gateway}
