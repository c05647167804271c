"""Evaluates policies with the evaluator of the local AWS: a list of questions, answered by a list of decisions."""

import json
import sys

from ministack.core import iam_evaluator

ACCOUNT = "123456789012"


def decision(statements: list, request: dict) -> str:
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:iam::{ACCOUNT}:role/role",
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=request["action"],
        resource_arn=request["resource"],
        region="eu-west-1",
        service_context={key.lower(): value for key, value in request["context"].items()},
    )
    policy = iam_evaluator.parse_policy_document({"Statement": statements})
    return iam_evaluator.evaluate(context, [policy]).decision


json.dump([decision(question["statements"], question["request"]) for question in json.load(sys.stdin)], sys.stdout)
