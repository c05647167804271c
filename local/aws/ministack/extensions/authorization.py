"""IAM for the two APIs: the resource, the context and the dependent actions of each operation."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import tagging

from . import wire
from .simulator import SERVICES, Response, Headers, Json, ServiceError, call, tags_of

_SYNC_PRINCIPAL = "cloudformation.sync.codeconnections.amazonaws.com"

# Which parameter names the resource that an operation is authorized on. Every other operation takes "*".
_RESOURCE_PARAMETER = {
    **dict.fromkeys(("GetConnection", "DeleteConnection", "CreateRepositoryLink"), "ConnectionArn"),
    **dict.fromkeys(("GetHost", "DeleteHost", "UpdateHost"), "HostArn"),
    **dict.fromkeys(
        (
            "GetRepositoryLink",
            "DeleteRepositoryLink",
            "UpdateRepositoryLink",
            "CreateSyncConfiguration",
            "GetRepositorySyncStatus",
        ),
        "RepositoryLinkId",
    ),
    **dict.fromkeys(("TagResource", "UntagResource", "ListTagsForResource"), "ResourceArn"),
}

# Which parameters of an operation are condition keys of the service.
_CONDITION_PARAMETERS = {
    "CreateConnection": ("ProviderType",),
    "CreateHost": ("ProviderType",),
    "CreateSyncConfiguration": ("Branch",),
    "GetRepositorySyncStatus": ("Branch",),
    "ListConnections": ("ProviderTypeFilter",),
    "UpdateSyncConfiguration": ("Branch",),
}


class Check(NamedTuple):
    """One action on one resource, in the context of its condition keys."""

    action: str
    resource: str
    context: Json


def _repository_link_arn(service: str, link_id: str) -> str:
    try:
        return call(service, "GetRepositoryLink", {"RepositoryLinkId": link_id})["RepositoryLinkInfo"][
            "RepositoryLinkArn"
        ]
    except ServiceError:
        return f"arn:aws:{service}:{get_region()}:{get_account_id()}:repository-link/{link_id}"


def _text(parameters: Json, name: str) -> str:
    """A parameter that is a text; empty when it is none, which the service refuses."""
    value = parameters.get(name)
    return value if isinstance(value, str) else ""


def resource_of(service: str, operation: str, parameters: Json) -> str:
    """The ARN that an operation is authorized on."""
    if operation == "ListConnections":
        return f"arn:aws:{service}:{get_region()}:{get_account_id()}:connection/*"
    name = _RESOURCE_PARAMETER.get(operation, "")
    value = _text(parameters, name)
    if not value:
        return "*"
    return _repository_link_arn(service, value) if name == "RepositoryLinkId" else value


def context_of(service: str, operation: str, parameters: Json) -> Json:
    """The condition keys of the service that a request sets."""
    values = {name: _text(parameters, name) for name in _CONDITION_PARAMETERS.get(operation, ())}
    vpc = parameters.get("VpcConfiguration")
    if operation in ("CreateHost", "UpdateHost") and isinstance(vpc, dict):
        values["VpcId"] = _text(vpc, "VpcId")
    return {f"{service}:{name}": value for name, value in values.items() if value}


def dependent_checks(service: str, operation: str, parameters: Json) -> list[Check]:
    """The actions that an operation needs besides its own."""
    checks: list[Check] = []
    connection, link_id, role = (_text(parameters, name) for name in ("ConnectionArn", "RepositoryLinkId", "RoleArn"))
    if operation in ("CreateRepositoryLink", "UpdateRepositoryLink") and connection:
        passed = {f"{service}:PassedToService": f"sync.{service}.amazonaws.com"}
        checks.append(Check(f"{service}:PassConnection", connection, passed))
        checks.append(Check(f"{service}:UseConnection", connection, {}))
    if operation in ("CreateSyncConfiguration", "UpdateSyncConfiguration"):
        if link_id:
            link = _repository_link_arn(service, link_id)
            checks.append(Check(f"{service}:PassRepository", link, {f"{service}:PassedToService": _SYNC_PRINCIPAL}))
        if role:
            checks.append(Check("iam:PassRole", role, {"iam:PassedToService": _SYNC_PRINCIPAL}))
    tags = parameters.get("Tags")
    if operation.startswith("Create") and tags and isinstance(tags, list):
        given = {_text(tag, "Key"): _text(tag, "Value") for tag in tags if isinstance(tag, dict)}
        context = {f"aws:RequestTag/{key}": value for key, value in given.items()}
        checks.append(Check(f"{service}:TagResource", "*", {"aws:TagKeys": list(given), **context}))
    return checks


def refusal(access_key: str, service: str, check: Check, headers: Headers) -> Response | None:
    """The response to a caller who is not allowed to perform an action; None if it is allowed."""
    denied = iam_evaluator.enforce(
        access_key,
        check.action,
        service,
        get_region(),
        resource_arn=check.resource,
        service_context=check.context,
    )
    if not denied:
        return None
    return iam_actions.access_denied_response(
        service,
        check.action,
        denied.principal_arn,
        "",
        headers=headers,
        resource_arn=check.resource,
        explicit_deny=denied.decision == "Deny",
    )


def resource_tags(arn: str) -> dict[str, str] | None:
    """The tags of one of our resources, for `aws:ResourceTag`."""
    try:
        return {tag["Key"]: tag["Value"] for tag in tags_of(arn.split(":")[2], arn)}
    except ServiceError:
        return None


def install() -> None:
    """Puts the two services among those that ministack authorizes by itself."""
    action, resource_arn = iam_actions.extract_iam_action, iam_actions.extract_resource_arn
    tag_context = iam_actions.request_tag_context
    denial, tags = iam_actions.access_denied_response, tagging.resource_tags

    def extract_iam_action(service: str, method: str, path: str, headers: Headers, *rest: Any) -> str | None:
        if service not in SERVICES:
            return action(service, method, path, headers, *rest)
        operation = wire.operation_of(path, headers)
        return f"{service}:{operation}" if operation else None

    def extract_resource_arn(service: str, method: str, path: str, headers: Headers, body: bytes, *rest: Any) -> str:
        if service not in SERVICES:
            return resource_arn(service, method, path, headers, body, *rest)
        return resource_of(service, wire.operation_of(path, headers), wire.readable(body))

    def request_tag_context(service: str, iam_action: str, body: bytes, parameters: Json) -> Json:
        if service not in SERVICES:
            return tag_context(service, iam_action, body, parameters)
        given = wire.readable(body)
        context = tag_context(service, iam_action, json.dumps(given).encode(), parameters)
        return {**context, **context_of(service, iam_action.split(":")[1], given)}

    def access_denied_response(service: str, action: str, principal_arn: str, *rest: Any, **named: Any) -> Response:
        resource = named.get("resource_arn", "*")
        if service in SERVICES and not named.get("message") and resource != "*":
            named["message"] = iam_actions.identity_denial_message(
                action, principal_arn, resource, named.get("explicit_deny", False)
            )
        return denial(service, action, principal_arn, *rest, **named)

    def tags_of_any(arn: str) -> dict[str, str] | None:
        return resource_tags(arn) if arn.split(":")[2:3] in ([name] for name in SERVICES) else tags(arn)

    iam_actions.SERVICE_TO_IAM_NAMESPACE.update({service: service for service in SERVICES})
    iam_actions._CBOR_CAPABLE = iam_actions._CBOR_CAPABLE | set(SERVICES)
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.request_tag_context = request_tag_context
    iam_actions.access_denied_response = access_denied_response
    tagging.resource_tags = tags_of_any
