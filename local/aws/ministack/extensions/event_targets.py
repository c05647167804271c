"""Targets of rules: EventBridge reaches one by the role of the target, or by the target's own policy."""

from __future__ import annotations

import sys
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, eventbridge, iam

from .simulator import Json

_PRINCIPAL = "events.amazonaws.com"
_ACTIONS = {
    "events": "events:PutEvents",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
}


def _context(principal: str, action: str, resource: str, rule_arn: str) -> iam_evaluator.EvalContext:
    account = get_account_id()
    return iam_evaluator.EvalContext(
        principal_arn=principal,
        principal_type="Service",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={"aws:sourceaccount": account, "aws:sourcearn": rule_arn},
    )


def _role_may(role_arn: str, action: str, resource: str, rule_arn: str) -> bool:
    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name)
    if role is None:
        return False
    assume = _context("*", "sts:AssumeRole", role_arn, rule_arn)
    trust = iam_evaluator.evaluate_resource_policy(role["AssumeRolePolicyDocument"], assume, service=_PRINCIPAL)
    policies = iam_evaluator._gather_role_policies(name, account)
    use = iam_evaluator.evaluate(_context(role_arn, action, resource, rule_arn), policies)
    return (trust.decision, use.decision) == ("Allow", "Allow")


def is_reached(target: Json, rule: Json) -> bool:
    """Whether EventBridge may send an event to a target."""
    arn, rule_arn = target["Arn"], rule["Arn"]
    service = arn.split(":")[2]
    action = _ACTIONS.get(service)
    if action is None:
        return True
    if target.get("RoleArn"):
        return _role_may(target["RoleArn"], action, arn, rule_arn)
    if service == "events":  # another bus of the account needs no policy
        return True
    policy, _owner = iam_evaluator._resource_policy(service, arn) or (None, None)
    context = _context("", action, arn, rule_arn)
    return iam_evaluator.evaluate_resource_policy(policy, context, service=_PRINCIPAL).decision == "Allow"


def install() -> None:
    """Counts a target that EventBridge may not reach as a failed invocation: only a metric shows it, as on AWS."""
    invoke_target = eventbridge._invoke_target

    def invoke(target: Json, event: Json, rule: Json, *rest: Any, **named: Any) -> None:
        if is_reached(target, rule):
            invoke_target(target, event, rule, *rest, **named)
            return
        print(f"the rule {rule['Name']} is not allowed to reach its target {target['Arn']}", file=sys.stderr)
        cloudwatch.record_metric("AWS/Events", "FailedInvocations", 1, "Count", {"RuleName": rule["Name"]})

    eventbridge._invoke_target = invoke
