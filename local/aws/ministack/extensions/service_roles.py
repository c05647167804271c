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
    return all(_may(role_arn, name, connection_arn, {}) for name in ("GetConnectionToken", "GetConnection"))


def may_read(role_arn: str, connection_arn: str, repository: str, branch: str) -> bool:
    """Whether a role may read a branch of a repository over a connection, under one of the prefixes of the service."""
    return _may(role_arn, "UseConnection", connection_arn, {"FullRepositoryId": repository, "BranchName": branch})


def _may(role_arn: str, name: str, connection_arn: str, keys: dict[str, str]) -> bool:
    account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    policies = iam_evaluator._gather_role_policies(role, account)

    def allows(service: str) -> bool:
        context = iam_evaluator.EvalContext(
            principal_arn=role_arn,
            principal_type="AssumedRole",
            principal_account=account,
            action=f"{service}:{name}",
            resource_arn=connection_arn,
            region=get_region(),
            service_context={f"{service}:{key}".lower(): value for key, value in keys.items()},
        )
        return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")

    return any(allows(service) for service in SERVICES)
