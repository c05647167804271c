"""The role of a stack: the caller must be allowed to pass it, and CloudFormation must be able to assume it."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from ministack import app
from ministack.core import router
from ministack.services.cloudformation import _stacks, handlers
from ministack.services.cloudformation.helpers import _error

from .authorization import Check, refusal
from .roles import role_of, trusts
from .simulator import Response, Headers, Json

_PRINCIPAL = "cloudformation.amazonaws.com"


def _problem(access_key: str, role_arn: str, headers: Headers) -> Response | None:
    check = Check("iam:PassRole", role_arn, {"iam:PassedToService": _PRINCIPAL})
    refused = refusal(access_key, "cloudformation", check, headers)
    if refused:
        return refused
    role = role_of(role_arn)
    if role and trusts(role, _PRINCIPAL, {}):
        return None
    return _error("ValidationError", f"Role {role_arn} is invalid or cannot be assumed")


def install() -> None:
    """Checks the role of a request before CloudFormation runs it, and adds the role of a stack to its description."""
    handle_api = app.SERVICE_HANDLERS["cloudformation"]
    describe_stacks = handlers._ACTION_HANDLERS["DescribeStacks"]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        role_arn, stack_name = form.get("RoleARN"), form.get("StackName")
        if role_arn:
            access_key = router.extract_access_key_id(headers, query)
            problem = await asyncio.to_thread(_problem, access_key, role_arn, headers)
            if problem:
                return problem
        response: Response = await handle_api(method, path, headers, body, query)
        if role_arn and stack_name in _stacks and response[0] == 200:
            _stacks[stack_name]["RoleARN"] = role_arn
        return response

    def describe(parameters: Json) -> Response:
        status, headers, body = describe_stacks(parameters)
        for stack in _stacks.values():
            if "RoleARN" in stack:
                stack_id = f"<StackId>{stack['StackId']}</StackId>"
                body = body.replace(stack_id.encode(), f"{stack_id}<RoleARN>{stack['RoleARN']}</RoleARN>".encode())
        return status, headers, body

    handlers._ACTION_HANDLERS["DescribeStacks"] = describe
    app.SERVICE_HANDLERS["cloudformation"] = handle
