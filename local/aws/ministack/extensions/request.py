"""A request as it arrived, before it is known who sent it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, quote

from ministack import app
from ministack.core import router, sigv4

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOOPBACK = re.compile(r"(?:(?:[a-z0-9_-]+\.)*(?:localhost|127\.0\.0\.1)|\[::1\])(?::\d+)?", re.IGNORECASE)
_PLAIN = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)
_SIGNED_HEADERS = re.compile(r"SignedHeaders=([^,\s]*)")

# The parameters by which a query says who sent it.
_IDENTITY_PARAMETERS = {"x-amz-algorithm", "x-amz-credential", "x-amz-signature", "x-amz-security-token", "awsaccesskeyid"}


@dataclass(frozen=True)
class Request:
    """A request as it arrived. Nothing in it is verified."""

    scope: Scope
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """The values of a header, which may be there more than once."""
        return [sigv4.decode_header_value(value) for key, value in self.scope["headers"] if key.lower() == name.encode()]

    @property
    def method(self) -> str:
        return str(self.scope.get("method", "GET"))

    @property
    def path(self) -> str:
        return str(self.scope["path"])

    @cached_property
    def host(self) -> str:
        return ", ".join(self.values("host"))

    @cached_property
    def headers(self) -> dict[str, str]:
        names = [key.decode("latin-1").lower() for key, _ in self.scope["headers"]]
        return {name: ", ".join(self.values(name)) for name in names}

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.scope.get("query_string", b"").decode("utf-8"), keep_blank_values=True)

    @property
    def is_loopback(self) -> bool:
        """Whether its host is a name of loopback, or one below it."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @property
    def is_plain(self) -> bool:
        """Whether it is for the endpoint itself, not for a virtual host."""
        return _PLAIN.fullmatch(self.host) is not None

    @property
    def claims_identity(self) -> bool:
        """Whether it says who sent it, rightly or not."""
        by_header = any(value.upper().startswith("AWS") for value in self.values("authorization"))
        return by_header or self.claims_identity_in_query

    @property
    def claims_identity_in_query(self) -> bool:
        return any(name.lower() in _IDENTITY_PARAMETERS for name in self.query)

    @property
    def is_sigv2(self) -> bool:
        """Whether it has an older signature, which covers the operation of no service but S3."""
        return "AWSAccessKeyId" in self.query or any(value.startswith("AWS ") for value in self.values("authorization"))

    @property
    def unsigned_headers(self) -> list[str]:
        """The headers of AWS, and Host, that the signature does not say it covers."""
        in_query = self.query.get("X-Amz-SignedHeaders", [])
        listed = ";".join([*in_query, *_SIGNED_HEADERS.findall(self.headers.get("authorization", ""))])
        names = [name for name in self.headers if name == "host" or name.startswith("x-amz-")]
        return [name for name in names if name not in listed.split(";")]

    @property
    def is_encoded(self) -> bool:
        """Whether ministack decodes the body before it reads it."""
        hashed = self.headers.get("x-amz-content-sha256", "")
        names = ("content-encoding", "x-amz-decoded-content-length", "x-amz-trailer")
        return hashed.startswith("STREAMING-") or any(name in self.headers for name in names)

    @property
    def raw_path(self) -> str:
        return (self.scope.get("raw_path") or quote(self.path).encode()).decode("latin-1")

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """The parameters of the query and of a form."""
        return app._routing_params(self.method, self.path, self.headers, self.body, self.query)

    @cached_property
    def service(self) -> str:
        """The service to which ministack routes it."""
        return router.detect_service(self.method, self.path, self.headers, self.parameters)


async def read_body(receive: Receive, max_bytes: int) -> tuple[bytes, Receive] | None:
    """The whole body, and a `receive` that gives it once more; None if it is too large, or the client has gone."""
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= max_bytes:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    if size > max_bytes or messages[-1]["type"] == "http.disconnect":
        return None
    left = iter(messages)

    async def again() -> dict[str, Any]:
        return next(left, None) or await receive()

    return b"".join(message.get("body", b"") for message in messages), again
