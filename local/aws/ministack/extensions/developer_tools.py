"""CodePipeline, CodeBuild and RAM as services. ministack has a CodeBuild, whose builds succeed without being run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions, router
from ministack.core.responses import error_response_json, json_response

from . import builds, door, pipelines, service_model, shares
from .records import Operation, arn_of
from .simulator import Headers, Json, Response, ServiceError

_NO_BUILDS = "The local AWS does not run builds"
_NOT_RUN: dict[str, dict[str, str]] = {
    "codebuild": dict.fromkeys(
        (
            *("StartBuild", "StartBuildBatch", "RetryBuild", "RetryBuildBatch"),
            *("StartSandbox", "StartSandboxConnection", "StartCommandExecution"),
        ),
        _NO_BUILDS,
    ),
    "codepipeline": dict.fromkeys(
        (
            "StartPipelineExecution",
            "RetryStageExecution",
            "RollbackStage",
            "PutApprovalResult",
            "OverrideStageCondition",
        ),
        pipelines.NOT_RUN,
    ),
    "ram": {},
}
_OPERATIONS: dict[str, dict[str, Operation]] = {
    "codebuild": {
        **builds.OPERATIONS,
        "BatchGetBuilds": lambda request: {"builds": [], "buildsNotFound": request["ids"]},
        "ListBuilds": lambda request: {"ids": []},
        "ListBuildsForProject": lambda request: builds.projects.get(request["projectName"]) and {"ids": []},
    },
    "codepipeline": pipelines.OPERATIONS,
    "ram": shares.OPERATIONS,
}
# What only the local AWS itself asks for, with the keys of the root user.
_INTERNAL: dict[str, Operation] = {
    "_ListPipelines": pipelines.pipelines_everywhere,
    "_MayReadSource": pipelines.may_read_source,
    "_RecordExecution": pipelines.record_execution,
}
_TITLES = {"codebuild": "CodeBuild", "codepipeline": "CodePipeline", "ram": "RAM"}
_TARGETS = {"codebuild": "CodeBuild_20161006", "codepipeline": "CodePipeline_20150709"}


def _answer(service: str, operation: str, request: Json, content_type: str) -> Response:
    run = _OPERATIONS[service].get(operation)
    if service == "codepipeline" and door.is_root():
        run = run or _INTERNAL.get(operation)
    try:
        if run is None:
            raise ServiceError(service, 400, _absence(service, operation))
        if not operation.startswith("_"):
            service_model.checked(service, operation, request, "ValidationException")
        response: Response = json_response(run(request), content_type=content_type)
    except ServiceError as error:
        response = error_response_json(error.code, error.reason, 400, content_type=content_type)
    return response


def read_parameters(body: bytes) -> Json:
    """The parameters of a request; none when it is not a JSON object."""
    try:
        parameters = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return parameters if isinstance(parameters, dict) else {}


def _absence(service: str, operation: str) -> Json:
    """Why an operation is refused that there is on AWS, or that there is nowhere."""
    if operation not in service_model.operations(service):
        return {"__type": "UnknownOperationException", "message": f"{_TITLES[service]} has no operation {operation}"}
    reason = _NOT_RUN[service].get(operation, "The local AWS does not have it")
    return {
        "__type": "UnsupportedOperationException",
        "message": f"{operation} of {_TITLES[service]} is refused: {reason}",
    }


def _handler_of(service: str) -> Callable[..., Awaitable[Response]]:
    is_rest = service not in _TARGETS
    content_type = "application/json" if is_rest else "application/x-amz-json-1.1"

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        target = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        operation = service_model.operation_at(service, method, path) if is_rest else target
        return await asyncio.to_thread(_answer, service, operation, read_parameters(body), content_type)

    return handle


def _resource_of(service: str, body: bytes) -> str | None:
    """What IAM authorizes an operation on; None if ministack knows it."""
    request = read_parameters(body)
    if service == "codebuild":
        names = request.get("names")
        is_one = isinstance(names, list) and len(names) == 1 and isinstance(names[0], str)
        return arn_of(service, f"project/{names[0].rsplit('project/', 1)[-1]}") if is_one and names else None
    if service == "codepipeline":
        declared = request.get("pipeline")
        inner = declared.get("name") if isinstance(declared, dict) else None
        name, arn = request.get("name") or request.get("pipelineName") or inner, request.get("resourceArn")
        return arn if isinstance(arn, str) else arn_of(service, name) if isinstance(name, str) else "*"
    return "*"


def install() -> None:
    """Adds the services to the router, the handlers and IAM, and replaces ministack's CodeBuild."""
    resource_arn = iam_actions.extract_resource_arn

    def extract_resource_arn(service: str, method: str, path: str, headers: Headers, body: bytes, *rest: Any) -> str:
        own = _resource_of(service, body) if service in _OPERATIONS else None
        return own or str(resource_arn(service, method, path, headers, body, *rest))

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.SERVICE_TO_IAM_NAMESPACE.update({service: service for service in _OPERATIONS})
    iam_actions._BOTOCORE_SERVICE_MAP["ram"] = ["ram"]
    for service in _OPERATIONS:
        target = _TARGETS.get(service)
        router.SERVICE_PATTERNS[service] = {
            **({"target_prefixes": [target]} if target else {}),
            "host_patterns": [rf"^{service}\."],
            "credential_scope": service,
        }
        app.SERVICE_HANDLERS[service] = _handler_of(service)
