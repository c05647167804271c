"""The door: who may come in at all, before ministack looks at what is asked for.

ministack trusts everybody who reaches its port, and that is every page in a browser on this machine. So every request has
to be signed, by keys that this start has given out, and what need not be is a written list: `_OPEN`. Requests that only
a page of another site would send do not come in at all.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, quote

from ministack import app
from ministack.core import iam_actions, iam_evaluator, responses, router, sigv4
from ministack.services import s3

from . import keys

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = tuple[int, dict[str, str], bytes]

_LOOPBACK = re.compile(r"(?:(?:[a-z0-9_-]+\.)*(?:localhost|127\.0\.0\.1)|\[::1\])(?::\d+)?", re.IGNORECASE)
# A client with an endpoint of AWS signs the name of it: ministack's runtime sends such requests of functions here.
_AWS_NAME = re.compile(r"(?:[a-z0-9_-]+\.)+amazonaws\.com(?:\.cn)?(?::\d+)?", re.IGNORECASE)
_WEBSITE = re.compile(r"(.+)\.s3-website[.-]", re.IGNORECASE)

# What ministack serves under any name: no endpoint of an app is open by its name for these.
_RESERVED = ("/_ministack/", "/_localstack/", "/_aws/", "/_alb/", "/v20180820/")


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    scope: Scope
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """All that a header says, however often it is there."""
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
    def is_plain(self) -> bool:
        """Whether it is for the endpoint itself, not for a virtual host."""
        return self.path == "/" and re.fullmatch(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", self.host) is not None

    @property
    def is_reserved(self) -> bool:
        return self.path.startswith(_RESERVED)

    @property
    def service(self) -> str:
        """The service that ministack takes it for."""
        parameters = app._routing_params(self.method, self.path, self.headers, self.body, self.query)
        return router.detect_service(self.method, self.path, self.headers, parameters)


def stranger(request: Request) -> str | None:
    """Why a request is from somebody who is not of this machine, or from a page of another site; None if it is not.

    A browser tells the truth in these headers, and a page cannot change them. After DNS rebinding the name is not one of
    loopback. Images, forms and navigations have no Origin: its absence is no sign of anything.
    """
    if len(request.values("host")) != 1 or not (_LOOPBACK.fullmatch(request.host) or _AWS_NAME.fullmatch(request.host)):
        return f"this is for programs on this machine, which call it localhost or 127.0.0.1, not '{request.host}'"
    strange = [origin for origin in request.values("origin") if origin != f"http://{request.host}"]
    if strange:
        return f"pages of other origins may not call this, and '{strange[0]}' is one"
    if any(site not in ("same-origin", "none") for site in request.values("sec-fetch-site")):
        return "pages of other sites may not call this"
    return None


def _is_response_url(request: Request) -> bool:
    """The text in the path of such an address is secret, as the signature in those of AWS."""
    return request.method == "PUT" and request.path.startswith(("/_ministack/cfn-response/", "/_ministack/cfn-signal/"))


def _is_health(request: Request) -> bool:
    return request.method == "GET" and request.path == "/_ministack/health"


def _is_function_url(request: Request) -> bool:
    by_path = request.path.startswith("/_aws/lambda-url/")
    return by_path or (app._parse_lambda_url(request.host, request.path) is not None and not request.is_reserved)


def _is_api(request: Request) -> bool:
    by_path = request.path.startswith("/_aws/execute-api/")
    return by_path or (app._parse_execute_api_url(request.host, request.path) is not None and not request.is_reserved)


def _is_load_balancer(request: Request) -> bool:
    by_path = request.path.startswith("/_alb/")
    return by_path or (app._is_potential_alb_request(request.host, request.path) and not request.is_reserved)


def _is_graphql(request: Request) -> bool:
    """AppSync asks who calls by itself, as the API has it."""
    return request.method == "POST" and app._APPSYNC_GRAPHQL_RE.match(request.path) is not None


def _is_website(request: Request) -> bool:
    match = _WEBSITE.match(request.host)
    if match is None or request.method not in ("GET", "HEAD") or request.is_reserved:
        return False
    return any(bucket == match[1].lower() for _account, bucket in s3._bucket_websites.to_dict())


def _is_user_pool(request: Request) -> bool:
    """The pages and endpoints of OAuth 2.0 and OpenID Connect."""
    return request.path.startswith(("/oauth2/", "/login", "/logout")) or request.path.endswith(
        ("/.well-known/jwks.json", "/.well-known/openid-configuration")
    )


def _is_never_signed(request: Request) -> bool:
    """Operations that SDKs send without a signature, and the links in messages of SNS."""
    if not request.is_plain:
        return False
    service = request.service
    parameters = app._routing_params(request.method, request.path, request.headers, request.body, request.query)
    action = iam_actions.extract_iam_action(
        service, request.method, request.path, request.headers, request.body, parameters
    )
    return service != "s3" and action is not None and iam_evaluator._served_unsigned(service, action)


# What comes in without a signature, if it has none.
_OPEN = (
    _is_response_url,
    _is_health,
    _is_function_url,
    _is_api,
    _is_load_balancer,
    _is_graphql,
    _is_website,
    _is_user_pool,
    _is_never_signed,
)


def is_open(request: Request) -> bool:
    """Whether it is on the list of what need not be signed."""
    return _LOOPBACK.fullmatch(request.host) is not None and any(test(request) for test in _OPEN)


def signature_failure(request: Request) -> Answer | None:
    """The answer to a request that is not signed, or not by a key that this account has given out; None if it is."""
    access_key = router.extract_access_key_id(request.headers, request.query)
    keys.admit(access_key)
    responses.set_request_account_id(app._request_account_scope(access_key) if access_key else "")
    responses.set_request_region(router.extract_region(request.headers, request.query))
    if "authorization" not in request.headers and iam_evaluator._s3_presigned_query(request.query):
        refused: Answer | None = s3._verify_presigned_sigv4(request.method, request.path, request.headers, request.query)
        return refused
    raw_path = request.scope.get("raw_path") or quote(request.path).encode()
    iam_evaluator.pin_signed_request(request.method, raw_path.decode("latin-1"), request.query, request.scope["headers"])
    iam_evaluator.pin_signed_body(request.body)
    checked = iam_evaluator.authenticate(access_key, responses.get_account_id())
    if isinstance(checked, iam_evaluator.ResolvedCredential):
        return None
    failure = checked or iam_evaluator.AuthError("MissingAuthenticationToken", "Missing Authentication Token")
    answer: Answer = app._credential_failure(request.service, "", str(uuid.uuid4()), failure, request.headers)
    return answer


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, and what gives it once more to who is behind the door."""
    messages = [await receive()]
    while messages[-1]["type"] == "http.request" and messages[-1].get("more_body"):
        messages.append(await receive())
    body = b"".join(message.get("body", b"") for message in messages)
    left = iter(messages)

    async def again() -> dict[str, Any]:
        return next(left, None) or await receive()

    return body, again


async def _answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.encode("latin-1"), str(value).encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def guard(behind: App) -> App:
    """Puts the door before an application."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await behind(scope, receive, send)
            return
        request = Request(scope)
        reason = stranger(request)
        if scope["type"] == "websocket":
            if reason is None and _is_api(request):
                await behind(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        if reason is not None:
            body = json.dumps({"__type": "AccessDeniedException", "message": reason}).encode()
            await _answer(send, 403, {"content-type": "application/json"}, body)
            return
        body, again = await _read(receive)
        request = Request(scope, body)
        if not is_open(request):
            refused = signature_failure(request)
            if refused is not None:
                await _answer(send, *refused)
                return
        await behind(scope, again, send)

    return door
