"""The list of requests that need no signature, beside those to the endpoints of an app."""

from __future__ import annotations

import re

from ministack import app
from ministack.core import iam_actions

from . import operations
from .request import Request

# The endpoints of user pools, whose requests are never signed: OAuth 2.0 and OpenID Connect.
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
    """The path holds a secret, as the URL on AWS holds a signature."""
    return request.method == "PUT" and request.path.startswith(("/_ministack/cfn-response/", "/_ministack/cfn-signal/"))


def _is_health(request: Request) -> bool:
    return request.method == "GET" and request.path == "/_ministack/health"


def _is_user_pool(request: Request) -> bool:
    document = _USER_POOL_DOCUMENT.fullmatch(request.path)
    if document and request.method == "GET":
        return app._get_module("cognito")._get_pool_unscoped(document[1]) is not None
    return (request.method, request.path) in _USER_POOLS


def is_graphql(request: Request) -> bool:
    """AppSync authenticates the caller itself, in the way that the API is configured for."""
    is_call = request.method == "POST" and app._APPSYNC_GRAPHQL_RE.match(request.path) is not None
    return is_call and not request.is_encoded and request.service == "appsync"


def unsigned_action_of(request: Request) -> str | None:
    """The IAM action of an operation of user pools that SDKs do not sign, or of a link in a message of SNS.

    The operations of STS and of identity pools that return credentials for a token are not among them: ministack accepts
    every token.
    """
    is_bare = request.path == "/" and not request.is_encoded and "authorization" not in request.headers
    names = [*request.values("x-amz-target"), *request.query.get("Action", [])]
    if not is_bare or len(names) != 1 or operations.problem(request):
        return None
    service, _, operation = names[0].rpartition(".")
    is_call = service == "AWSCognitoIdentityProviderService" and request.method == "POST" and not request.query
    if is_call and operation in iam_actions.unsigned_operations("cognito-idp") and request.service == "cognito-idp":
        return f"cognito-idp:{operation}"
    is_link = service == "" and request.method == "GET" and not request.body and "Action" in request.query
    if is_link and operation in ("ConfirmSubscription", "Unsubscribe") and request.service == "sns":
        return f"sns:{operation}"
    return None


_OPEN = (_is_response_url, _is_health, _is_user_pool, is_graphql, unsigned_action_of)


def is_open(request: Request) -> bool:
    """Whether a request needs no signature. One that says who sent it does: its signature is verified."""
    return request.is_plain and not request.claims_identity and any(test(request) for test in _OPEN)
