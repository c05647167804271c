"""The door: which requests ministack gets to see at all.

ministack trusts everything that reaches its port, and every page in a browser on this machine can reach it. So a request
has to be signed, with keys of this start. Two kinds need no signature: those to an endpoint of an app (`endpoints`), and
those on a written list (`open_requests`). They have no identity: IAM denies all that ministack asks for on their way, but
the one action that they were let in for. Git clients have a login in place of a signature (`git_http`). Requests that only a
page of another site would send are refused, signed or not.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from contextvars import ContextVar
from typing import Any

from botocore.auth import HmacV1Auth
from ministack import app
from ministack.core import iam_actions, iam_evaluator, responses, router
from ministack.services import s3

from . import endpoints, git_http, keys, operations, wire
from .open_requests import is_graphql, is_open, unsigned_action_of
from .request import App, Receive, Request, Scope, Send, read_body
from .simulator import NEW, Response

# Functions may use the endpoints of AWS: ministack's runtime sends such requests here, signed for the name of AWS.
_AWS_NAME = re.compile(r"(?:[a-z0-9_-]+\.)+amazonaws\.com(?:\.cn)?(?::\d+)?", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")

# An older signature covers nothing else of a query: a parameter that names another operation must not be added.
_SIGV2_QUERY = {
    *("AWSAccessKeyId", "Signature", "Expires", "x-amz-security-token", *HmacV1Auth.QSAOfInterest),
    *("prefix", "delimiter", "marker", "max-keys", "list-type", "encoding-type", "continuation-token", "start-after"),
}

# ministack's own paths: it authenticates their callers at most, and does not authorize them.
_ROOT_ONLY = ("/_ministack/", "/_localstack/", "/_aws/")

# Paths that ministack authorizes itself, by action names of its own.
_AUTHORIZED_BY_PATH = ("/v2/email", "/iceberg", "/v20180820/")

_MAX_UNSIGNED_BYTES = 10 * 1024 * 1024
_MAX_SIGNED_BYTES = 512 * 1024 * 1024


def origin_problem(request: Request) -> str | None:
    """Why a request is not taken: it is not from this machine, or from a page of another site. None if it is taken.

    Browsers set these headers, and pages cannot change them. After DNS rebinding the host is no name of loopback. Images,
    forms and navigations have no Origin: a request without one may be from a page.
    """
    if len(request.values("host")) != 1 or not (request.is_loopback or _AWS_NAME.fullmatch(request.host)):
        return f"this is only for this machine, which calls it localhost or 127.0.0.1, not '{request.host}'"
    foreign = [origin for origin in request.values("origin") if origin != f"http://{request.host}"]
    if foreign:
        return f"pages of other origins may not call this, and '{foreign[0]}' is one"
    if any(site not in ("same-origin", "none") for site in request.values("sec-fetch-site")):
        return "pages of other sites may not call this"
    if any(request.values(name) for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")):
        return "this is not fetched ahead: a page of any site can have a browser do that"
    return None


# Stands for an operation without a name, which only a policy for all operations of the service allows.
_UNNAMED = "UnnamedOperation"

# The one action that the request may perform without a signature.
_unsigned_action: ContextVar[str | None] = ContextVar("unsigned_action", default=None)
# Whose signature the request has.
_caller: ContextVar[iam_evaluator.ResolvedCredential | None] = ContextVar("caller", default=None)


def _verified(request: Request) -> iam_evaluator.ResolvedCredential | Response:
    """Who has signed a request; the response if it is not signed, or not with a key that exists."""
    access_key, account = router.extract_access_key_id(request.headers, request.query), responses.get_account_id()
    if "authorization" not in request.headers and iam_evaluator._s3_presigned_query(request.query):
        refused: Response | None = s3._verify_presigned_sigv4(request.method, request.path, request.headers, request.query)
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


def _denial(request: Request, code: str, message: str = "") -> Response:
    failure = iam_evaluator.AuthError(code, message or "Missing Authentication Token")
    headers, service = request.headers, request.service
    if not request.claims_identity and wire.is_cbor(request.path, headers):
        # Nothing names a service, and for ministack that is S3.
        headers, service = {**headers, "content-type": "application/cbor"}, NEW
    response: Response = app._credential_failure(service, "", str(uuid.uuid4()), failure, headers)
    return response


def _too_large(request: Request) -> Response:
    if not (wire.is_cbor(request.path, request.headers) or request.values("x-amz-target")):
        return 413, {"connection": "close"}, b""
    code, message = "RequestEntityTooLargeException", "The body of the request is too large"
    status, headers, body = wire.error_response(request.path, request.headers, code, message, 413)
    return status, {**headers, "connection": "close"}, body


def _unauthorized(request: Request, caller: iam_evaluator.ResolvedCredential) -> Response | None:
    """The response to a caller who may not do what ministack asks no IAM about: all permissions of the service are needed."""
    if caller.principal_type == "Root":
        return None
    if request.path.startswith(_ROOT_ONLY) or app._is_ecr_registry_path(request.path):
        return _denial(request, "AccessDeniedException", "Only the root user may ask for this")
    service, path = request.service, request.path
    is_named_twice = bool(request.values("x-amz-target")) or "Action" in request.query
    is_data_call = request.method == "POST" and path in app._RDS_DATA_PATHS
    is_write = request.method == "POST" and path == "/WriteGetObjectResponse" and "x-amz-request-route" in request.headers
    if path.startswith(_AUTHORIZED_BY_PATH) or is_data_call or is_write or is_graphql(request):
        # ministack authorizes what the path says. If the request names another operation, it would authorize that one.
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
    """Sets the account, the Region and the signed parts of the request for ministack."""
    responses.set_request_account_id(app._request_account_scope(access_key) if access_key else "")
    responses.set_request_region(router.extract_region(request.headers, request.query))
    iam_evaluator.pin_request_origin("127.0.0.1", False)
    iam_evaluator.pin_signed_request(request.method, request.raw_path, request.query, request.scope["headers"])
    iam_evaluator.pin_signed_body(request.body)


def refusal(request: Request, is_endpoint: bool) -> Response | None:
    """The response to a request that is not let in; None if it is."""
    if not request.claims_identity:
        if not is_endpoint and not is_open(request):
            return _denial(request, "MissingAuthenticationToken")
        _unsigned_action.set(endpoints.action_of(request) if is_endpoint else unsigned_action_of(request))
        return None
    if is_endpoint and request.is_sigv2:
        return _denial(request, "UnsupportedSignature", "The request signature does not conform to AWS standards.")
    if request.claims_identity_in_query and "authorization" in request.headers:
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


def access_key() -> str:
    """The key that the request is signed with; empty for one that is not signed."""
    caller = _caller.get()
    return caller.access_key_id if caller else ""


def is_root() -> bool:
    """Whether the request being served is signed by the root user of an account."""
    caller = _caller.get()
    return caller is not None and caller.principal_type == "Root"


def _may_unsigned(action: str, context: dict[str, Any]) -> bool:
    """Whether a request without a signature may perform an action."""
    needs_keys = context.get("lambda:FunctionUrlAuthType", "NONE") != "NONE"
    return action == _unsigned_action.get() and not needs_keys


def install() -> None:
    """Has IAM deny what is not signed. ministack takes it for the root user."""
    enforce, enforce_execute_api = iam_evaluator.enforce, app._enforce_execute_api

    def enforce_for(access_key_id: str, iam_action: str, *rest: Any, **named: Any) -> Any:
        if not access_key_id and _may_unsigned(iam_action, named.get("service_context") or {}):
            return None
        return enforce(access_key_id, iam_action, *rest, **named)

    def enforce_api(api_id: str, stage: str, method: str, path: str, headers: Any, query: Any, **named: Any) -> Any:
        if _caller.get() is None and app._execute_api_authorization_type(api_id, stage, method, path) == "AWS_IAM":
            return 403, {"Content-Type": "application/json"}, b'{"message":"Missing Authentication Token"}'
        return enforce_execute_api(api_id, stage, method, path, headers, query, **named)

    iam_evaluator.enforce = enforce_for
    app._enforce_execute_api = enforce_api


async def _serve(request: Request, again: Receive, send: Send, application: App) -> None:
    """Serves a request from this machine."""
    is_git = git_http.is_for(request)
    access_key = git_http.login_of(request).access_key if is_git else router.extract_access_key_id(request.headers, request.query)
    is_new = keys.admit(access_key)
    _enter(request, access_key)
    if is_git:
        response = await git_http.respond(request)
        if is_new and git_http.is_refused_login(response):
            keys.forget(access_key)
        await app._send_if_handled(send, response, again)
        return
    endpoint = endpoints.handler_of(request)
    try:
        refused = refusal(request, endpoint is not None)
    except (ValueError, TypeError, RecursionError) as error:  # the signature cannot be parsed
        refused = _denial(request, "IncompleteSignature", f"The signature cannot be read: {error}")
    if refused is not None:
        if is_new:
            keys.forget(access_key)
        await app._send_if_handled(send, refused, again)
    elif endpoint is not None:
        response = await endpoint() or (404, {}, b"")
        await app._send_if_handled(send, response, again, head=request.method == "HEAD")
    else:
        await application(request.scope, again, send)


def _is_forged(request: Request) -> bool:
    """Whether a request for a WebSocket names a caller who has not signed it."""
    keys.admit(router.extract_access_key_id(request.headers, request.query))
    checked = iam_evaluator.authenticate_handshake(request.scope, "execute-api") if request.claims_identity else None
    is_proven = isinstance(checked, iam_evaluator.ResolvedCredential) and not request.is_sigv2
    return request.claims_identity and not is_proven


def guard(application: App) -> App:
    """Puts the door before an application."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await application(scope, receive, send)
            return
        request = Request(scope)
        reason = origin_problem(request)
        if scope["type"] == "websocket":
            if reason is None and app._parse_execute_api_url(request.host, request.path) and not _is_forged(request):
                await application(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        if reason is not None:
            headers = {"content-type": "text/plain; charset=utf-8", "x-amzn-errortype": "AccessDeniedException"}
            await app._send_if_handled(send, (403, headers, f"{reason}\n".encode()))
            return
        read = await read_body(receive, _MAX_SIGNED_BYTES if request.claims_identity else _MAX_UNSIGNED_BYTES)
        if read is None:
            await app._send_if_handled(send, _too_large(request))
            return
        body, again = read
        await _serve(Request(scope, body), again, send, application)

    return door
