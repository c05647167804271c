"""The two APIs as services of ministack: it checks signatures and IAM, the simulator does the work."""

from __future__ import annotations

import asyncio
import http.client
import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from ministack import app
from ministack.core import router

from . import authorization, operations, wire
from .simulator import SERVICES, TARGET_PREFIX, Response, Headers, Json, forward

_FORWARDED = ("x-amz-target", "x-amzn-target", "content-type", "smithy-protocol")
_RETURNED = ("content-type", "smithy-protocol", "x-amzn-errortype", "x-amzn-requestid")
_SCOPE = re.compile(r"/([^/,\s]*)/aws4_request")


def _scopes(headers: Headers, query: Json) -> set[str]:
    """The services that a request says it is signed for, in its header or its query."""
    in_query = [value for name, values in query.items() if name.lower() == "x-amz-credential" for value in values]
    return set(_SCOPE.findall(" ".join([headers.get("authorization", ""), *in_query])))


def _handler_of(service: str) -> Callable[..., Awaitable[Response]]:
    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        if method != "POST" or not (path == "/" or operations.cbor_target(path)):
            # The simulator has more than the APIs, and takes what is sent with the token of the local AWS for its own.
            message = f"The API takes POST / and POST /service/<service>/operation/<operation>, not {method} {path}"
            return wire.error_response(path, headers, "UnknownOperationException", message, 404)
        named = wire.service_of(path, headers)
        if named and (named != service or not {named}.issuperset(_scopes(headers, query))):
            # IAM was asked about one of the APIs, and the other one would act.
            message = f"Credential should be scoped to correct service: '{named}'"
            return wire.error_response(path, headers, "InvalidSignatureException", message)
        operation = wire.operation_of(path, headers)
        try:
            parameters = wire.input_of(body)
        except wire.Unreadable as error:
            return wire.error_response(path, headers, "SerializationException", str(error))
        access_key = router.extract_access_key_id(headers, query)
        checks = await asyncio.to_thread(authorization.dependent_checks, service, operation, parameters)
        for check in checks:
            refused = authorization.refusal(access_key, service, check, headers)
            if refused:
                return refused
        request = {name: value for name, value in headers.items() if name in _FORWARDED}
        try:
            status, returned, response = await asyncio.to_thread(forward, request, body, quote(path))
        except (OSError, http.client.HTTPException) as error:
            message = f"The simulator does not respond: {error}"
            return wire.error_response(path, headers, "InternalServerException", message, 500)
        return status, {name: value for name, value in returned.items() if name.lower() in _RETURNED}, response

    return handle


def install() -> None:
    """Adds the services to the router, the handlers and IAM."""
    authorization.install()
    for service in SERVICES:
        target = TARGET_PREFIX[service]
        router.SERVICE_PATTERNS[service] = {
            # Botocore sends all of the prefix, other SDKs its last part.
            "target_prefixes": [target.rsplit(".", 1)[-1], target],
            "host_patterns": [service.replace("-", r"\-") + r"\."],
            "credential_scope": service,
        }
        app.SERVICE_HANDLERS[service] = _handler_of(service)
