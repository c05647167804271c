"""The door: who may come in at all, before ministack looks at what is asked for.

ministack trusts everybody who reaches its port, and that is every page in a browser on this machine. So every request has
to be signed, by keys that this start has given out. What need not be is a written list: endpoints of an app, which are
served by their own handler alone (`endpoint_of`), and `_OPEN`. Who does not sign is nobody: whatever ministack asks IAM on
the way is denied, but for what was let in. Requests that only a page of another site would send do not come in at all.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, quote

from botocore.auth import HmacV1Auth
from ministack import app
from ministack.core import iam_actions, iam_evaluator, responses, router, sigv4
from ministack.services import s3

from . import keys, operations

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = tuple[int, dict[str, str], bytes]

_LOOPBACK = re.compile(r"(?:(?:[a-z0-9_-]+\.)*(?:localhost|127\.0\.0\.1)|\[::1\])(?::\d+)?", re.IGNORECASE)
_PLAIN = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)
# A client with an endpoint of AWS signs the name of it: ministack's runtime sends such requests of functions here.
_AWS_NAME = re.compile(r"(?:[a-z0-9_-]+\.)+amazonaws\.com(?:\.cn)?(?::\d+)?", re.IGNORECASE)
_WEBSITE = re.compile(r"([^.]+)\.s3-website[.-]", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGNED_HEADERS = re.compile(r"SignedHeaders=([^,\s]*)")

# All that may be in the query of an older signature, which covers nothing else: what names another thing to do is signed.
_SIGV2_QUERY = {
    *("AWSAccessKeyId", "Signature", "Expires", "x-amz-security-token", *HmacV1Auth.QSAOfInterest),
    *("prefix", "delimiter", "marker", "max-keys", "list-type", "encoding-type", "continuation-token", "start-after"),
}

# By these a query claims to be of somebody.
_CLAIMS = {"x-amz-algorithm", "x-amz-credential", "x-amz-signature", "x-amz-security-token", "awsaccesskeyid"}

# What ministack has for itself: it asks who calls, at most, and not what they may do.
_ROOT_ONLY = ("/_ministack/", "/_localstack/", "/_aws/")

# Where ministack asks IAM by itself, by names of its own.
_ASKS_ITSELF = ("/v2/email", "/iceberg", "/v20180820/")

_LARGEST_UNSIGNED = 10 * 1024 * 1024
_LARGEST_SIGNED = 512 * 1024 * 1024


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
        return _PLAIN.fullmatch(self.host) is not None

    @property
    def is_claimed(self) -> bool:
        """Whether it says of itself who sends it, rightly or not."""
        by_header = any(value.upper().startswith("AWS") for value in self.values("authorization"))
        return by_header or self.is_claimed_in_query

    @property
    def is_claimed_in_query(self) -> bool:
        return any(name.lower() in _CLAIMS for name in self.query)

    @property
    def is_sigv2(self) -> bool:
        """Whether it is signed in a way that leaves open what is asked for, but for an object of S3."""
        return "AWSAccessKeyId" in self.query or any(value.startswith("AWS ") for value in self.values("authorization"))

    @property
    def unsigned_headers(self) -> list[str]:
        """The headers of AWS, and Host, that are not among those that a signature says it covers."""
        in_query = self.query.get("X-Amz-SignedHeaders", [])
        listed = ";".join([*in_query, *_SIGNED_HEADERS.findall(self.headers.get("authorization", ""))])
        names = [name for name in self.headers if name == "host" or name.startswith("x-amz-")]
        return [name for name in names if name not in listed.split(";")]

    @property
    def is_encoded(self) -> bool:
        """Whether ministack would read another body than this one."""
        hashed = self.headers.get("x-amz-content-sha256", "")
        names = ("content-encoding", "x-amz-decoded-content-length", "x-amz-trailer")
        return hashed.startswith("STREAMING-") or any(name in self.headers for name in names)

    @property
    def raw_path(self) -> str:
        return (self.scope.get("raw_path") or quote(self.path).encode()).decode("latin-1")

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """Those of the query, and of a form."""
        return app._routing_params(self.method, self.path, self.headers, self.body, self.query)

    @cached_property
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
    if any(request.values(name) for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")):
        return "this is not fetched ahead: a page of any site can have a browser do that"
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
    return is_graphql and not request.is_encoded and request.service == "appsync"


def _never_signed(request: Request) -> str | None:
    """The action of what SDKs send without a signature to user pools, or of a link in a message of SNS.

    Not the operations of STS and of identity pools that give out keys for the token of somebody else: ministack believes
    every token.
    """
    alone = request.path == "/" and not request.is_encoded and "authorization" not in request.headers
    names = [*request.values("x-amz-target"), *request.query.get("Action", [])]
    if not alone or len(names) != 1 or operations.problem(request):
        return None
    service, _, operation = names[0].rpartition(".")
    is_call = service == "AWSCognitoIdentityProviderService" and request.method == "POST" and not request.query
    if is_call and operation in iam_actions.unsigned_operations("cognito-idp") and request.service == "cognito-idp":
        return f"cognito-idp:{operation}"
    is_link = service == "" and request.method == "GET" and not request.body and "Action" in request.query
    if is_link and operation in ("ConfirmSubscription", "Unsubscribe") and request.service == "sns":
        return f"sns:{operation}"
    return None


# What ministack serves without a signature.
_OPEN = (_is_response_url, _is_health, _is_user_pool, _is_graphql, _never_signed)

# Stands for an operation that has no name, which a policy for all operations of the service allows.
_UNNAMED = "UnnamedOperation"

# The one action that a request without a signature was let in for.
_let_in_for: ContextVar[str | None] = ContextVar("let_in_for", default=None)
# Who has signed the request.
_caller: ContextVar[iam_evaluator.ResolvedCredential | None] = ContextVar("caller", default=None)


def is_open(request: Request) -> bool:
    """Whether it is on the list of what need not be signed. ministack must not take it for something else: see `Host`."""
    return request.is_plain and not request.is_claimed and any(test(request) for test in _OPEN)


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
    if request.method in ("GET", "HEAD") and (index := _index_of_website(request.host)) is not None:
        path = request.path + index if request.path.endswith("/") else request.path
        # a website knows nothing of queries
        return lambda: app._handle_s3_vhost_request(request.host, path, request.method, request.headers, b"", {})
    return None


def _index_of_website(host: str) -> str | None:
    """The name of the index documents of a bucket that is a website; None if there is none of this name."""
    name = _WEBSITE.match(host)
    for (_account, bucket), configuration in s3._bucket_websites.to_dict().items():
        if name and bucket == name[1].lower():
            suffix = re.search(r"<Suffix>([^<]+)</Suffix>", configuration)
            return suffix[1] if suffix else ""
    return None


def _verified(request: Request) -> iam_evaluator.ResolvedCredential | Answer:
    """Who has signed a request; the answer to one that is not signed, or not by a key that was given out."""
    access_key, account = router.extract_access_key_id(request.headers, request.query), responses.get_account_id()
    if "authorization" not in request.headers and iam_evaluator._s3_presigned_query(request.query):
        refused: Answer | None = s3._verify_presigned_sigv4(request.method, request.path, request.headers, request.query)
        return refused or iam_evaluator.resolve_credential(access_key, account)
    checked = iam_evaluator.authenticate(access_key, account)
    named = request.headers.get("x-amz-content-sha256", "")
    if _SHA256.fullmatch(named) and named != hashlib.sha256(request.body).hexdigest():
        return _denial(request, "SignatureDoesNotMatch", "The body is not the one whose hash was signed")
    if isinstance(checked, iam_evaluator.AuthError):
        return _denial(request, checked.code, checked.message)
    if request.is_sigv2 and (request.service != "s3" or not _SIGV2_QUERY.issuperset(request.query)):
        return _denial(request, "UnsupportedSignature", "The request signature does not conform to AWS standards.")
    return checked or _denial(request, "MissingAuthenticationToken")


def _denial(request: Request, code: str, message: str = "") -> Answer:
    failure = iam_evaluator.AuthError(code, message or "Missing Authentication Token")
    answer: Answer = app._credential_failure(request.service, "", str(uuid.uuid4()), failure, request.headers)
    return answer


def _unauthorized(request: Request, caller: iam_evaluator.ResolvedCredential) -> Answer | None:
    """The answer to who may not ask for what ministack does not ask IAM about: it takes all permissions of the service."""
    if caller.principal_type == "Root":
        return None
    if request.path.startswith(_ROOT_ONLY) or app._is_ecr_registry_path(request.path):
        return _denial(request, "AccessDeniedException", "Only the root user may ask for this")
    service, path = request.service, request.path
    is_named_twice = bool(request.values("x-amz-target")) or "Action" in request.query
    is_data_call = request.method == "POST" and path in app._RDS_DATA_PATHS
    is_write = request.method == "POST" and path == "/WriteGetObjectResponse" and "x-amz-request-route" in request.headers
    if path.startswith(_ASKS_ITSELF) or is_data_call or is_write or _is_graphql(request):
        # ministack asks for what the path says, unless another operation is named: then it would ask for that one.
        return _denial(request, "AccessDeniedException", "A path and a name of two operations") if is_named_twice else None
    action = iam_actions.extract_iam_action(
        service, request.method, path, request.headers, request.body, request.parameters
    )
    if action is not None:
        return None
    action = f"{iam_actions.SERVICE_TO_IAM_NAMESPACE.get(service, service)}:{operations.cbor_operation(path) or _UNNAMED}"
    denied = iam_evaluator.enforce(caller.access_key_id, action, service, responses.get_region())
    if denied is None:
        return None
    return _denial(request, "AccessDeniedException", f"{caller.principal_arn} is not authorized to perform: {action}")


def _enter(request: Request, access_key: str) -> None:
    """Tells ministack whose request it is, as far as the request says."""
    responses.set_request_account_id(app._request_account_scope(access_key) if access_key else "")
    responses.set_request_region(router.extract_region(request.headers, request.query))
    iam_evaluator.pin_request_origin("127.0.0.1", False)
    iam_evaluator.pin_signed_request(request.method, request.raw_path, request.query, request.scope["headers"])
    iam_evaluator.pin_signed_body(request.body)


def refusal(request: Request, is_endpoint: bool) -> Answer | None:
    """The answer to a request that is not let in; None to one that is."""
    if not request.is_claimed:
        if not is_endpoint and not is_open(request):
            return _denial(request, "MissingAuthenticationToken")
        _let_in_for.set(_action_of(request) if is_endpoint else _never_signed(request))
        return None
    if is_endpoint and request.is_sigv2:
        return _denial(request, "UnsupportedSignature", "The request signature does not conform to AWS standards.")
    if request.is_claimed_in_query and "authorization" in request.headers:
        return _denial(request, "InvalidArgument", "Only one auth mechanism allowed")
    problem = None if is_endpoint else operations.problem(request)
    if problem:
        return _denial(request, "ValidationError", problem)
    if not request.is_sigv2 and request.unsigned_headers:
        unsigned = ", ".join(request.unsigned_headers)
        return _denial(request, "AccessDenied", f"There were headers present in the request which were not signed: {unsigned}")
    caller = _verified(request)
    if not isinstance(caller, iam_evaluator.ResolvedCredential):
        return caller
    _caller.set(caller)
    return None if is_endpoint else _unauthorized(request, caller)


def _action_of(request: Request) -> str:
    """What IAM is asked at an endpoint of an app that everybody may call."""
    if _WEBSITE.match(request.host):
        return "s3:GetObject"
    is_function = app._parse_lambda_url(request.host, request.path) is not None
    return "lambda:InvokeFunctionUrl" if is_function else "execute-api:Invoke"


def is_root() -> bool:
    """Whether the request that is served is signed by the root user of an account."""
    caller = _caller.get()
    return caller is not None and caller.principal_type == "Root"


def _may_nobody(action: str, context: dict[str, Any]) -> bool:
    """Whether a request without a signature may do what it was let in for."""
    needs_keys = context.get("lambda:FunctionUrlAuthType", "NONE") != "NONE"
    return action == _let_in_for.get() and not needs_keys


def install() -> None:
    """Lets IAM know that who has not signed is nobody, not the root user."""
    enforce, enforce_execute_api = iam_evaluator.enforce, app._enforce_execute_api

    def enforce_for(access_key_id: str, iam_action: str, *rest: Any, **named: Any) -> Any:
        if not access_key_id and _may_nobody(iam_action, named.get("service_context") or {}):
            return None
        return enforce(access_key_id, iam_action, *rest, **named)

    def enforce_api(api_id: str, stage: str, method: str, path: str, headers: Any, query: Any, **named: Any) -> Any:
        if _caller.get() is None and app._execute_api_authorization_type(api_id, stage, method, path) == "AWS_IAM":
            return 403, {"Content-Type": "application/json"}, b'{"message":"Missing Authentication Token"}'
        return enforce_execute_api(api_id, stage, method, path, headers, query, **named)

    iam_evaluator.enforce = enforce_for
    app._enforce_execute_api = enforce_api


async def _read(receive: Receive, largest: int) -> tuple[bytes, Receive] | None:
    """The whole body, and what gives it once more to who is behind the door; None if there is no whole one."""
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= largest:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    if size > largest or messages[-1]["type"] == "http.disconnect":
        return None
    left = iter(messages)

    async def again() -> dict[str, Any]:
        return next(left, None) or await receive()

    return b"".join(message.get("body", b"") for message in messages), again


async def _serve(request: Request, again: Receive, send: Send, behind: App) -> None:
    """Serves a request that is not from a stranger."""
    access_key = router.extract_access_key_id(request.headers, request.query)
    is_new = keys.admit(access_key)
    _enter(request, access_key)
    endpoint = endpoint_of(request)
    try:
        refused = refusal(request, endpoint is not None)
    except (ValueError, TypeError, RecursionError) as error:  # a signature that is no text of one
        refused = _denial(request, "IncompleteSignature", f"The signature cannot be read: {error}")
    if refused is not None:
        if is_new:
            keys.forget(access_key)
        await app._send_if_handled(send, refused, again)
    elif endpoint is not None:
        answer = await endpoint() or (404, {}, b"")
        await app._send_if_handled(send, answer, again, head=request.method == "HEAD")
    else:
        await behind(request.scope, again, send)


def _is_forged(request: Request) -> bool:
    """Whether a WebSocket is asked for in the name of somebody who has not signed."""
    keys.admit(router.extract_access_key_id(request.headers, request.query))
    checked = iam_evaluator.authenticate_handshake(request.scope, "execute-api") if request.is_claimed else None
    is_proven = isinstance(checked, iam_evaluator.ResolvedCredential) and not request.is_sigv2
    return request.is_claimed and not is_proven


def guard(behind: App) -> App:
    """Puts the door before an application."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await behind(scope, receive, send)
            return
        request = Request(scope)
        reason = stranger(request)
        if scope["type"] == "websocket":
            if reason is None and app._parse_execute_api_url(request.host, request.path) and not _is_forged(request):
                await behind(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        if reason is not None:
            headers = {"content-type": "text/plain; charset=utf-8", "x-amzn-errortype": "AccessDeniedException"}
            await app._send_if_handled(send, (403, headers, f"{reason}\n".encode()))
            return
        read = await _read(receive, _LARGEST_SIGNED if request.is_claimed else _LARGEST_UNSIGNED)
        if read is None:
            await app._send_if_handled(send, (413, {"connection": "close"}, b""))
            return
        body, again = read
        await _serve(Request(scope, body), again, send, behind)

    return door
