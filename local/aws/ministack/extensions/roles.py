"""Roles that AWS services assume."""

from __future__ import annotations

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam

from .simulator import Json


def role_of(role_arn: str) -> Json | None:
    """The role with an ARN, None when there is none."""
    role: Json | None = iam._roles.get_scoped(role_arn.split(":")[4], None, role_arn.rsplit("/", 1)[-1])
    return role


def trusts(role: Json, service: str, conditions: Json) -> bool:
    """Whether the trust policy of a role lets a service assume it in a context."""
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region=get_region(),
        service_context=conditions,
    )
    trust = role.get("AssumeRolePolicyDocument")
    decision: str = iam_evaluator.evaluate_resource_policy(trust, context, service=service).decision
    return decision == "Allow"
