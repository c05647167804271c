"""The service principal of Git sync, which assumes the roles of sync configurations."""

from __future__ import annotations


from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, new_uuid
from ministack.services import iam, sts

from . import door, internal
from .authorization import Check, refusal
from .roles import role_of, trusts
from .simulator import NEW, Response

_PRINCIPAL = "cloudformation.sync.codeconnections.amazonaws.com"
_FOLLOWING = ("events:PutRule", "events:PutTargets")
_sessions: set[str] = set()


def is_caller() -> bool:
    """Whether a request is one of Git sync's own."""
    return door.access_key() in _sessions


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
    _sessions.add(credentials["AccessKeyId"])
    return json_response(credentials)


def _follow(access_key: str) -> Response:
    """Git sync keeps a rule for each stack, which it manages with the role. No rule is made: only its permissions count."""
    rule = f"arn:aws:events:{get_region()}:{get_account_id()}:rule/git-sync"
    for action in _FOLLOWING:
        refused = refusal(access_key, NEW, Check(action, rule, {"events:ManagedBy": _PRINCIPAL}), {})
        if refused:
            return refused
    return json_response({})


def install() -> None:
    """Lets Git sync assume roles. It signs with the keys of the root user."""

    internal.add(NEW, "_AssumeRole", lambda request: _assume(request["RoleArn"], request["ConnectionArn"]))
    internal.add(NEW, "_Follow", lambda request: _follow(request["AccessKeyId"]))
