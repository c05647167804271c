"""Calls to the CodeConnections simulator."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region

from .start import secrets

NEW = "codeconnections"
OLD = "codestar-connections"
SERVICES = (NEW, OLD)

_MODELS = Path(__file__).resolve().parents[4] / "model"
_METADATA = {service: json.loads((_MODELS / f"{service}.json").read_text())["metadata"] for service in SERVICES}
# What X-Amz-Target has before the operation.
TARGET_PREFIX: dict[str, str] = {service: metadata["targetPrefix"] for service, metadata in _METADATA.items()}
_TRANSIENT = ("InternalServerException", "ThrottlingException")
_ATTEMPTS = 5
_FIRST_DELAY_SECONDS = 0.1
_VISIBLE_SECONDS = 10
_VISIBLE_POLL_SECONDS = 0.1
_SIMULATOR = urlsplit(os.environ["CODECONNECTIONS_SIMULATOR"])

Json = dict[str, Any]
Headers = dict[str, str]
Response = tuple[int, Headers, bytes]
Found = TypeVar("Found")


def _service_name(service: str) -> str:
    """The name in messages of CloudFormation, which is that of the service's client in Java."""
    metadata = _METADATA.get(service) or iam_actions._load_botocore_model(service)["metadata"]
    return "".join(word[0].upper() + word[1:] for word in metadata["serviceId"].split())


class ServiceError(Exception):
    """An error response of the service."""

    def __init__(self, service: str, status: int, response: Json) -> None:
        self.code = str(response.get("__type", "")).rsplit("#", 1)[-1]
        self.reason = str(response.get("message") or response.get("Message") or self.code)
        super().__init__(f"{self.reason} (Service: {_service_name(service)}, Status Code: {status}, Error Code: {self.code})")


def _sent(path: str, body: bytes, headers: Headers, method: str = "POST") -> Response:
    connection = http.client.HTTPConnection(_SIMULATOR.hostname or "", _SIMULATOR.port, timeout=30)
    try:
        connection.request(method, path, body, {**headers, "x-sim-token": secrets.token})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def forward(headers: Headers, body: bytes, path: str = "/") -> Response:
    """Sends a request with the account and Region that ministack read from its credentials, which it has checked."""
    return _sent(path, body, {**headers, **_caller()})


def forward_git(method: str, path: str, headers: Headers, body: bytes) -> Response:
    """Sends a request of a Git client in the same way."""
    return _sent(path, body, {**headers, **_caller()}, method)


def _caller() -> Headers:
    return {"x-sim-account": get_account_id(), "x-sim-region": get_region()}


def call(service: str, operation: str, parameters: Json) -> Json:
    """Calls an operation as AWS itself does: unsigned, and again when it is throttled. Raises ServiceError."""
    for attempt in range(_ATTEMPTS - 1):
        try:
            return _call_once(service, operation, parameters)
        except ServiceError as error:
            if error.code not in _TRANSIENT:
                raise
        time.sleep(_FIRST_DELAY_SECONDS * 2**attempt)
    return _call_once(service, operation, parameters)


def once_visible(read: Callable[[str], Found], identifier: str) -> Found:
    """Reads what has just been created, which the service may not show at once."""
    deadline = time.monotonic() + _VISIBLE_SECONDS
    while True:
        try:
            return read(identifier)
        except ServiceError as error:
            if error.code != "ResourceNotFoundException" or time.monotonic() > deadline:
                raise
        time.sleep(_VISIBLE_POLL_SECONDS)


def _call_once(service: str, operation: str, parameters: Json) -> Json:
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": f"{TARGET_PREFIX[service]}.{operation}",
        "x-sim-internal": "1",
    }
    status, _, body = forward(headers, json.dumps(parameters).encode())
    response = json.loads(body or b"{}")
    if status >= 400:
        raise ServiceError(service, status, response)
    return response


def control(verb: str, parameters: Json) -> None:
    """Tells the simulator what has happened. It ignores what is about a stack that it does not know."""
    headers = {"content-type": "application/json"}
    status, _, body = _sent(f"/_simulator/{verb}", json.dumps(parameters).encode(), headers)
    if status not in (200, 404):
        raise RuntimeError(f"the simulator refused {verb}: {body.decode()}")


def tags_of(service: str, arn: str) -> list[dict[str, str]]:
    """The tags of a connection, host or repository link."""
    return call(service, "ListTagsForResource", {"ResourceArn": arn}).get("Tags", [])
