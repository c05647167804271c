"""The service principal of Git sync, which assumes the roles of sync configurations."""

from __future__ import annotations

import json

from ministack import app
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import iam, sts

from . import door
from .roles import role_of, trusts
from .simulator import NEW, Response, Headers, Json

_PRINCIPAL = "cloudformation.sync.codeconnections.amazonaws.com"
_OPERATION = "._AssumeRole"


def _assume(role_arn: str, connection_arn: str) -> Response:
    """Credentials of the role, given on behalf of a connection."""
    account = role_arn.split(":")[4]
    role = role_of(role_arn)
    if role is None:
        return error_response_json("AccessDenied", f"Role {role_arn} does not exist", 403)
    if not trusts(role, _PRINCIPAL, {"aws:sourceaccount": account, "aws:sourcearn": connection_arn}):
        message = f"The trust policy of {role_arn} does not let {_PRINCIPAL} assume it on behalf of {connection_arn}"
        return error_response_json("AccessDenied", message, 403)
    credentials = {
        "AccessKeyId": iam._gen_session_access_key(),
        "SecretAccessKey": iam._gen_secret(),
        "SessionToken": iam._gen_session_token(),
    }
    session = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role['RoleName']}/git-sync",
        "UserId": f"{role['RoleId']}:{new_uuid()}",
        "AccountId": account,
        "PrincipalType": "AssumedRole",
        "SecretAccessKey": credentials["SecretAccessKey"],
        "SessionToken": credentials["SessionToken"],
    }
    sts.register_session(credentials["AccessKeyId"], session)
    return json_response(credentials)


def install() -> None:
    """Lets Git sync assume roles. It signs with the keys of the root user."""
    handle_api = app.SERVICE_HANDLERS[NEW]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        if headers.get("x-amz-target", "").endswith(_OPERATION) and door.is_root():
            request = json.loads(body)
            return _assume(request["RoleArn"], request["ConnectionArn"])
        return await handle_api(method, path, headers, body, query)

    app.SERVICE_HANDLERS[NEW] = handle
