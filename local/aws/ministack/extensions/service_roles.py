"""The roles of pipelines and projects, as AWS checks them when it makes these."""

from __future__ import annotations

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region

from .roles import role_of, trusts
from .simulator import SERVICES


def is_assumable(role_arn: str, principal: str, source_arn: str) -> bool:
    """Whether a role exists, and trusts a service on behalf of one of its resources."""
    if role_arn.count(":") < 5:
        return False
    role = role_of(role_arn)
    return role is not None and trusts(
        role, principal, {"aws:sourceaccount": get_account_id(), "aws:sourcearn": source_arn}
    )


def may_use_connection(role_arn: str, connection_arn: str) -> bool:
    """Whether a role may get the token of a connection, under one of the prefixes of the service."""
    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    policies = iam_evaluator._gather_role_policies(name, account)

    def allows(action: str) -> bool:
        context = iam_evaluator.EvalContext(
            principal_arn=role_arn,
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=connection_arn,
            region=get_region(),
        )
        return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")

    return all(
        any(allows(f"{service}:{name}") for service in SERVICES) for name in ("GetConnectionToken", "GetConnection")
    )
