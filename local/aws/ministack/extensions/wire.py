"""The two APIs on the wire: the operation and the input of a request, in JSON or in CBOR (Smithy RPC v2)."""

from __future__ import annotations

import json
from functools import lru_cache

import cbor2

from . import operations
from .simulator import TARGET_PREFIX, Headers, Json, Response

# The simulator refuses what is larger, so nobody needs to know what it says.
_LARGEST = 1024 * 1024
_DEEPEST = 10


class Unreadable(ValueError):
    """An input that cannot be read."""


def is_cbor(path: str, headers: Headers) -> bool:
    """Whether the sender of a request reads CBOR, as the simulator decides it."""
    content_type = headers.get("content-type", "").split(";")[0].strip().lower()
    is_path = path.startswith("/service/") and not content_type.startswith("application/x-amz-json-")
    return "smithy-protocol" in headers or content_type == "application/cbor" or is_path


def _target_of(path: str, headers: Headers) -> str:
    """What a request names, in its path or its header: the door lets no request in that has both."""
    return operations.cbor_target(path) or headers.get("x-amz-target", "")


def operation_of(path: str, headers: Headers) -> str:
    """The operation that a request names."""
    return _target_of(path, headers).rsplit(".", 1)[-1]


def service_of(path: str, headers: Headers) -> str | None:
    """Which of the two APIs a request names; None if neither."""
    # Botocore names all of the prefix, other SDKs its last part.
    api = _target_of(path, headers).rpartition(".")[0]
    return next((service for service, prefix in TARGET_PREFIX.items() if api in (prefix, prefix.rsplit(".", 1)[-1])), None)


# IAM and the handler of the API ask for the same one after the other.
@lru_cache(maxsize=1)
def input_of(body: bytes) -> Json:
    """The input in the body of a request. What is JSON begins with ASCII, and no structure in CBOR does.

    Raises Unreadable. Then nobody knows what the request is about, and it must not get to the simulator, which may read
    more than this does.
    """
    if len(body) > _LARGEST:
        return {}
    try:
        found = _decoded(body) if body[:1] >= b"\x80" else json.loads(body or b"{}")
    except (ValueError, EOFError, RecursionError, cbor2.CBORError) as error:
        raise Unreadable(f"The body of the request cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise Unreadable("The body of the request is no structure")
    return found


def _decoded(body: bytes) -> object:
    """An input in CBOR, in the types that JSON has. What has none of them is a text that no policy is about."""
    found = cbor2.loads(body, max_depth=_DEEPEST, allow_duplicate_keys=False)
    return json.loads(json.dumps(found, default=str, skipkeys=True))


def readable(body: bytes) -> Json:
    """The same; nothing of what cannot be read."""
    try:
        return input_of(body)
    except Unreadable:
        return {}


def error_response(path: str, headers: Headers, code: str, message: str, status: int = 400) -> Response:
    """An error, in the protocol of the request."""
    error = {"__type": f"com.amazon.coral.service#{code}", "Message": message}
    if is_cbor(path, headers):
        return status, {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, cbor2.dumps(error)
    body = json.dumps(error, separators=(",", ":")).encode()
    return status, {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": code}, body
