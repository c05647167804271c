"""Git over HTTPS: IAM decides who reads a repository over a connection, and the simulator serves it.

A client signs in with Basic authentication, as the credential helper of the AWS CLI does: the user name is an access key,
with `%` and the session token of temporary credentials, and the password a time and a signature over the address. AWS
documents neither the statuses nor which condition keys it sets: TESTING.md says what is assumed.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import http.client
import re
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, set_request_region

from .connection_use import status_of
from .request import Request
from .simulator import SERVICES, Headers, Response, forward_git

_ADDRESS = re.compile(
    r"(/git-http/(\d{12})/([a-z0-9-]+)/([^/]+)/(.+?)(?:\.git)?)/(?:info/refs|git-upload-pack|git-receive-pack)"
)
_HOST = re.compile(
    r"(?:(?:codeconnections|codestar-connections)\.[a-z0-9-]+\.amazonaws\.com(?:\.localhost)?"
    r"|localhost|127\.0\.0\.1|\[::1\])(?::\d+)?",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"Basic ([A-Za-z0-9+/=]+)", re.IGNORECASE)
_PASSWORD = re.compile(r"(\d{8}T\d{6})Z([0-9a-f]{64})")
_SIGNED_SERVICE = "codecommit"
_MAX_AGE = timedelta(minutes=15)
_FORWARDED = ("content-type", "content-encoding", "git-protocol")
_RETURNED = ("content-type", "cache-control")


class _Login(NamedTuple):
    """What a client says of itself. Nothing in it is verified."""

    access_key: str
    session_token: str
    password: str


class _Address(NamedTuple):
    """The repository that a request is about, by its path."""

    signed_path: str
    account: str
    region: str
    connection_id: str
    repository: str


def is_for(request: Request) -> bool:
    """Whether a request is one of a Git client. One with a signature of AWS is for a service, whatever its path is."""
    return bool(_HOST.fullmatch(request.host) and _ADDRESS.fullmatch(request.path)) and not request.claims_identity


def login_of(request: Request) -> _Login:
    """The login of a request; empty if it has none, or one that cannot be read."""
    found = _LOGIN.fullmatch(request.headers.get("authorization", ""))
    try:
        user, _, password = base64.b64decode(found[1], validate=True).decode().partition(":") if found else ("", "", "")
    except (binascii.Error, UnicodeDecodeError):
        user = password = ""
    access_key, _, token = user.partition("%")
    return _Login(access_key, token, password)


async def respond(request: Request) -> Response:
    """The response to a Git client. The account of its key is that of the request already."""
    address = _address_of(request)
    set_request_region(address.region)
    return await asyncio.to_thread(_respond, request, address)


def is_refused_login(response: Response) -> bool:
    """Whether nobody has signed in."""
    return response[0] == 401


def _respond(request: Request, address: _Address) -> Response:
    login = login_of(request)
    problem = _problem_of(login, address, request.host)
    if problem:
        return _refusal(401, problem, {"www-authenticate": 'Basic realm="codeconnections"'})
    caller = get_account_id()
    if address.account != caller:
        return _refusal(403, f"account {caller} may not use connections of account {address.account}")
    arn = _connection_arn(address)
    service = arn.split(":")[2]
    denied = iam_evaluator.enforce(
        login.access_key,
        f"{service}:UseConnection",
        service,
        address.region,
        resource_arn=arn,
        service_context={f"{service}:{name}": value for name, value in _context_of(request, address).items()},
    )
    if denied:
        return _refusal(403, _denial(denied, f"{service}:UseConnection", arn))
    return _forwarded(request)


def _address_of(request: Request) -> _Address:
    found = _ADDRESS.fullmatch(request.path)
    if found is None:
        raise ValueError(f"{request.path} is no address of a repository")
    return _Address(*found.groups())


def _problem_of(login: _Login, address: _Address, host: str) -> str | None:
    """Why a login is refused; None if it is right."""
    if not login.access_key:
        return "sign in with AWS credentials"
    credential = iam_evaluator.resolve_credential(login.access_key, get_account_id(), login.session_token)
    if isinstance(credential, iam_evaluator.CredentialResolutionError):
        return str(credential.message)
    password = _PASSWORD.fullmatch(login.password)
    if password is None:
        return "the password is not one of the AWS CLI's credential helper"
    time, signature = password.groups()
    keys = Credentials(credential.access_key_id, credential.secret_access_key)
    if not hmac.compare_digest(signature, _signature(keys, time, address, host)):
        return f"the signature is not the one for {address.signed_path} and {address.region} with these keys"
    signed_at = datetime.strptime(time, "%Y%m%dT%H%M%S").replace(tzinfo=timezone.utc)
    if abs(datetime.now(timezone.utc) - signed_at) > _MAX_AGE:
        return f"the signature is of {time}Z, which is more than 15 minutes off"
    return None


def _signature(keys: Credentials, time: str, address: _Address, host: str) -> str:
    """What the credential helper of the AWS CLI makes: a signature of version 4 over the address, without a port."""
    signer = SigV4Auth(keys, _SIGNED_SERVICE, address.region)
    request = AWSRequest(method="GIT")
    request.context["timestamp"] = time
    canonical = f"GIT\n{address.signed_path}\n\nhost:{re.sub(r':[0-9]+$', '', host)}\n\nhost\n"
    return str(signer.signature(signer.string_to_sign(request, canonical), request))


def _connection_arn(address: _Address) -> str:
    """The ARN of a connection, which has one of two prefixes."""
    name = f"{address.region}:{address.account}:connection/{address.connection_id}"
    arns = [f"arn:aws:{service}:{name}" for service in SERVICES]
    return next((arn for arn in arns if status_of(arn) != "MISSING"), arns[0])


def _context_of(request: Request, address: _Address) -> dict[str, str]:
    """The condition keys of a request, by their names without the prefix."""
    writes = "git-receive-pack" in request.path or request.query.get("service") == ["git-receive-pack"]
    owner, _, name = address.repository.rpartition("/")
    return {
        "FullRepositoryId": address.repository,
        "OwnerId": owner,
        "RepositoryName": name,
        "ProviderAction": "GitPush" if writes else "GitPull",
        "ProviderPermissionsRequired": "read_write" if writes else "read_only",
    }


def _denial(denied: Any, action: str, arn: str) -> str:
    if isinstance(denied, iam_evaluator.AuthError):
        return str(denied.message)
    is_explicit = denied.decision == "Deny"
    return str(iam_actions.identity_denial_message(action, denied.principal_arn, arn, is_explicit))


def _forwarded(request: Request) -> Response:
    query = request.scope.get("query_string", b"").decode("latin-1")
    path = request.raw_path + (f"?{query}" if query else "")
    headers = {name: value for name, value in request.headers.items() if name in _FORWARDED}
    try:
        status, returned, body = forward_git(request.method, path, headers, request.body)
    except (OSError, http.client.HTTPException) as error:
        return _refusal(502, f"the simulator does not respond: {error}")
    return status, {name: value for name, value in returned.items() if name.lower() in _RETURNED}, body


def _refusal(status: int, reason: str, headers: Headers | None = None) -> Response:
    """A response whose text Git shows."""
    return status, {"content-type": "text/plain; charset=utf-8", **(headers or {})}, f"{reason}\n".encode()
