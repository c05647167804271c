"""Calls to the CodeConnections simulator."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ministack.core.responses import get_account_id, get_region

from .start import secrets

NEW = "codeconnections"
OLD = "codestar-connections"
SERVICES = (NEW, OLD)

TARGET_PREFIX = {NEW: "CodeConnections_20231201", OLD: "CodeStar_connections_20191201"}
_SERVICE_ID = {NEW: "CodeConnections", OLD: "CodeStarConnections"}
_TRANSIENT = ("InternalServerException", "ThrottlingException")
_ATTEMPTS = 5
_FIRST_DELAY_SECONDS = 0.1
_VISIBLE_SECONDS = 10
_VISIBLE_POLL_SECONDS = 0.1
_SIMULATOR = urlsplit(os.environ["CODECONNECTIONS_SIMULATOR"])

Json = dict[str, Any]
Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]
Found = TypeVar("Found")


class ServiceError(Exception):
    """An error answer of the service."""

    def __init__(self, service: str, status: int, answer: Json) -> None:
        self.code = str(answer.get("__type", "")).rsplit("#", 1)[-1]
        reason = answer.get("message") or answer.get("Message") or self.code
        super().__init__(f"{reason} (Service: {_SERVICE_ID[service]}, Status Code: {status}, Error Code: {self.code})")


def forward(headers: Headers, body: bytes) -> Answer:
    """Sends a request with the account and Region that ministack read from its credentials, which it has checked."""
    connection = http.client.HTTPConnection(_SIMULATOR.hostname or "", _SIMULATOR.port, timeout=30)
    try:
        scope = {"x-sim-account": get_account_id(), "x-sim-region": get_region(), "x-sim-token": secrets.token}
        connection.request("POST", "/", body, {**headers, **scope})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


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
    answer = json.loads(body or b"{}")
    if status >= 400:
        raise ServiceError(service, status, answer)
    return answer


def tags_of(service: str, arn: str) -> list[dict[str, str]]:
    """The tags of a connection, host or repository link."""
    return call(service, "ListTagsForResource", {"ResourceArn": arn}).get("Tags", [])
