"""The door: who may come in at all, before ministack looks at what is asked for.

ministack trusts everybody who reaches its port, and that is every page in a browser on this machine. So every request has
to be signed, by keys that this start has given out, and what need not be is a written list: `_OPEN`. Requests that only
a page of another site would send do not come in at all.
"""

from __future__ import annotations

import hashlib
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
_SHA256 = re.compile(r"[0-9a-f]{64}")

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
        return re.fullmatch(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", self.host) is not None

    @property
    def raw_path(self) -> str:
        return (self.scope.get("raw_path") or quote(self.path).encode()).decode("latin-1")

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Those of the query, and of a form."""
        return app._routing_params(self.method, self.path, self.headers, self.body, self.query)

    @property
    def service(self) -> str:
        """The service that ministack takes it for."""
        return router.detect_service(self.method, self.path, self.headers, self.parameters)


def stranger(request: Request) -> str | None:
    """Why a request is from somebody who is not of this machine, or from a page of another site; None if it is not.

    A browser tells the truth in these headers, and a page cannot change them. After DNS rebinding the name is not one of
    loopback. Images, forms and navigations have no Origin: its absence is no sign of anything.
    """
    if len(request.values("host")) != 1 or not (_LOOPBACK.fullmatch(request.host) or _AWS_NAME.fullmatch(request.host)):
        return f"this is only for this machine, which calls it localhost or 127.0.0.1, not '{request.host}'"
    strange = [origin for origin in request.values("origin") if origin != f"http://{request.host}"]
    if strange:
        return f"pages of other origins may not call this, and '{strange[0]}' is one"
    if any(site not in ("same-origin", "none") for site in request.values("sec-fetch-site")):
        return "pages of other sites may not call this"
    return None


# The endpoints of user pools, which nobody signs: OAuth 2.0 and OpenID Connect.
_USER_POOLS = {
    ("GET", "/oauth2/authorize"),
    ("GET", "/logout"),
    ("POST", "/login"),
    ("POST", "/oauth2/login"),
    ("POST", "/oauth2/token"),
    *((method, path) for method in ("GET", "POST") for path in ("/oauth2/userInfo", "/oauth2/userinfo")),
}
_USER_POOL_DOCUMENT = re.compile(r"/([^/]+)/\.well-known/(?:jwks\.json|openid-configuration)")


def _is_response_url(request: Request) -> bool:
    """The text in the path of such an address is secret, as the signature in those of AWS."""
    return request.method == "PUT" and request.path.startswith(("/_ministack/cfn-response/", "/_ministack/cfn-signal/"))


def _is_health(request: Request) -> bool:
    return request.method == "GET" and request.path == "/_ministack/health"


def _is_user_pool(request: Request) -> bool:
    document = _USER_POOL_DOCUMENT.fullmatch(request.path)
    if document and request.method == "GET":
        return app._get_module("cognito")._get_pool_unscoped(document[1]) is not None
    return (request.method, request.path) in _USER_POOLS


def _is_graphql(request: Request) -> bool:
    """AppSync asks by itself who calls, as the API has it."""
    is_graphql = request.method == "POST" and app._APPSYNC_GRAPHQL_RE.match(request.path) is not None
    return is_graphql and request.service == "appsync"


def _is_never_signed(request: Request) -> bool:
    """Operations that SDKs send without a signature, and the links in messages of SNS."""
    service = request.service
    action = iam_actions.extract_iam_action(
        service, request.method, request.path, request.headers, request.body, request.parameters
    )
    is_operation = request.path == "/" and service != "s3" and action is not None
    return is_operation and iam_evaluator._served_unsigned(service, action)


# What ministack serves without a signature, if it has none.
_OPEN = (_is_response_url, _is_health, _is_user_pool, _is_graphql, _is_never_signed)


def is_open(request: Request) -> bool:
    """Whether it is on the list of what need not be signed. ministack must not take it for something else: see `Host`."""
    return request.is_plain and any(test(request) for test in _OPEN)


def endpoint_of(request: Request) -> Callable[[], Awaitable[Answer | None]] | None:
    """What serves an endpoint that an app has made: a function URL, an API, a load balancer, the website of a bucket.

    Who may call those is their own matter. Nothing else of ministack is to be had under their names.
    """
    if not _LOOPBACK.fullmatch(request.host):
        return None
    call = (request.host, request.path, request.method, request.headers, request.body, request.query)
    raw_query = request.scope.get("query_string", b"").decode("latin-1")
    if app._parse_lambda_url(request.host, request.path):
        return lambda: app._handle_lambda_url_request(*call)
    if app._parse_execute_api_url(request.host, request.path):
        return lambda: app._handle_execute_api_request(*call, raw_path=request.raw_path, raw_query_string=raw_query)
    if app._is_potential_alb_request(request.host, request.path):
        return lambda: app._handle_alb_request(*call, raw_query, request.raw_path)
    website = _WEBSITE.match(request.host)
    if website and any(bucket == website[1].lower() for _account, bucket in s3._bucket_websites.to_dict()):
        if request.method in ("GET", "HEAD"):  # a website knows nothing of queries
            return lambda: app._handle_s3_vhost_request(*call[:-1], {})
    return None


def signature_failure(request: Request) -> Answer | None:
    """The answer to a request that is not signed, or not by a key that this account has given out; None if it is."""
    access_key = router.extract_access_key_id(request.headers, request.query)
    if "authorization" not in request.headers and iam_evaluator._s3_presigned_query(request.query):
        refused: Answer | None = s3._verify_presigned_sigv4(request.method, request.path, request.headers, request.query)
        return refused
    checked = iam_evaluator.authenticate(access_key, responses.get_account_id())
    named = request.headers.get("x-amz-content-sha256", "")
    if _SHA256.fullmatch(named) and named != hashlib.sha256(request.body).hexdigest():
        checked = iam_evaluator.AuthError("SignatureDoesNotMatch", "The body is not the one whose hash was signed")
    if isinstance(checked, iam_evaluator.ResolvedCredential):
        return None
    failure = checked or iam_evaluator.AuthError("MissingAuthenticationToken", "Missing Authentication Token")
    answer: Answer = app._credential_failure(request.service, "", str(uuid.uuid4()), failure, request.headers)
    return answer


def _enter(request: Request) -> None:
    """Tells ministack who calls, as far as the request says."""
    access_key = router.extract_access_key_id(request.headers, request.query)
    keys.admit(access_key)
    responses.set_request_account_id(app._request_account_scope(access_key) if access_key else "")
    responses.set_request_region(router.extract_region(request.headers, request.query))
    iam_evaluator.pin_request_origin("127.0.0.1", False)
    iam_evaluator.pin_signed_request(request.method, request.raw_path, request.query, request.scope["headers"])
    iam_evaluator.pin_signed_body(request.body)


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


async def _serve(request: Request, again: Receive, send: Send, behind: App) -> None:
    """Serves a request that is not from a stranger."""
    _enter(request)
    endpoint = endpoint_of(request)
    if endpoint is not None:
        answer = await endpoint() or (404, {}, b"")
        await app._send_if_handled(send, answer, again, head=request.method == "HEAD")
        return
    refused = None if is_open(request) else signature_failure(request)
    if refused is None:
        await behind(request.scope, again, send)
    else:
        await app._send_if_handled(send, refused, again)


def guard(behind: App) -> App:
    """Puts the door before an application."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await behind(scope, receive, send)
            return
        request = Request(scope)
        reason = stranger(request)
        if scope["type"] == "websocket":
            if reason is None and app._parse_execute_api_url(request.host, request.path):
                await behind(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        if reason is not None:
            headers = {"content-type": "text/plain; charset=utf-8", "x-amzn-errortype": "AccessDeniedException"}
            await app._send_if_handled(send, (403, headers, f"{reason}\n".encode()))
            return
        body, again = await _read(receive)
        await _serve(Request(scope, body), again, send, behind)

    return door
