"""Small corrections to ministack."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import new_uuid
from ministack.services import iam, sns
from ministack.services.cloudformation import helpers, provisioners

from .simulator import Json


def _ignore_default_topic_policies() -> None:
    """The default policy of a topic is for the account itself: a role needs a permission of its own."""
    policy_of = sns.topic_policy_for_arn

    def topic_policy_for_arn(arn: str) -> tuple[str, str] | None:
        found = policy_of(arn)
        return None if found and "__default_policy_ID" in (found[0] or "") else found

    sns.topic_policy_for_arn = topic_policy_for_arn


def _count_loopback_as_tls() -> None:
    """Bucket policies that deny plain HTTP, such as that of CDK's bootstrap bucket, need no change."""
    pin = iam_evaluator.pin_request_origin

    def pin_request_origin(source_ip: str, secure_transport: bool) -> None:
        pin(source_ip, True)

    iam_evaluator.pin_request_origin = pin_request_origin
    app.pin_request_origin = pin_request_origin  # imported by value


def _ask_subscribers_to_confirm() -> None:
    """A subscription of a URL by CloudFormation has to be confirmed, as one by the API."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]
    create_resource = handler["create"]

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        created: tuple[str, dict[str, Any]] = create_resource(logical_id, props, stack_name)
        topic_arn = props.get("TopicArn", "")
        subscription = sns._find_subscription(topic_arn, created[0])
        if subscription and not subscription["confirmed"]:
            subscription["token"] = new_uuid()
            confirmation = sns._send_subscription_confirmation(topic_arn, subscription)
            threading.Thread(target=asyncio.run, args=(confirmation,), daemon=True).start()
        return created

    handler["create"] = create


def _keep_permissions_boundaries() -> None:
    """A role of CloudFormation has the permissions boundary of its template, as one of the API."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]

    def bounded(change: Callable[..., tuple[str, dict[str, Any]]], properties_at: int) -> Callable[..., Any]:
        def apply(*args: Any, **kwargs: Any) -> tuple[str, dict[str, Any]]:
            boundary = args[properties_at].get("PermissionsBoundary")
            error = boundary and iam._boundary_policy_error(boundary)
            if error:
                raise ValueError(f"Scope ARN: {boundary} does not exist or is not attachable.")
            changed = change(*args, **kwargs)
            iam._roles[changed[0]]["PermissionsBoundary"] = boundary
            return changed

        return apply

    handler["create"] = bounded(handler["create"], 1)
    handler["update"] = bounded(handler["update"], 2)


_VIRTUAL_HOST = re.compile(r"https://(?P<bucket>[^/]+)\.s3[.-][^/]*/(?P<key>.+)")


def _find_templates_by_virtual_host() -> None:
    """The name of the bucket may be part of the host in the URL of a template, as the CLI has it without a synthesizer's."""
    resolve = helpers._resolve_document

    def resolve_document(params: Json, body_key: str, url_key: str, label: str) -> tuple[str | None, Any]:
        found = _VIRTUAL_HOST.fullmatch(helpers._p(params, url_key) or "")
        if found:
            params = {**params, url_key: [f"https://s3.amazonaws.com/{found['bucket']}/{found['key']}"]}
        resolved: tuple[str | None, Any] = resolve(params, body_key, url_key, label)
        return resolved

    helpers._resolve_document = resolve_document


def _bind_to_loopback_only() -> None:
    """Databases and SFTP servers of ministack would listen on all addresses of the machine."""
    bind = socket.socket.bind
    loopback = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}

    def bind_here(self: socket.socket, address: Any) -> None:
        if self.type & socket.SOCK_STREAM and self.family in loopback:
            address = (loopback[socket.AddressFamily(self.family)], *address[1:])
        bind(self, address)

    socket.socket.bind = bind_here  # type: ignore[method-assign]


def install() -> None:
    """Applies them all."""
    _bind_to_loopback_only()
    _ask_subscribers_to_confirm()
    _keep_permissions_boundaries()
    _find_templates_by_virtual_host()
    _ignore_default_topic_policies()
    _count_loopback_as_tls()
