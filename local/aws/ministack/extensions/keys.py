"""Keys that nobody can guess: of the root users of accounts, and of the roles of functions.

ministack takes a few well-known keys for those of the root user and checks no signature of theirs, and makes the keys of
functions from their names.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import iam, lambda_svc, sts

from .start import secrets

_ROOT_KEY = re.compile(r"AKIALOCAL([0-9]{12})")


def _derive(text: str) -> str:
    return hmac.new(secrets.key_seed.encode(), text.encode(), hashlib.sha256).hexdigest()


def admit(access_key: str) -> bool:
    """Makes the key of a root user known, if it has the form of one: only who knows its secret can sign with it.

    Returns whether it was not known before.
    """
    match = _ROOT_KEY.fullmatch(access_key)
    if match is None or access_key in sts._sessions:
        return False
    account = match[1]
    session = {
        "Arn": f"arn:aws:iam::{account}:root",
        "UserId": account,
        "AccountId": account,
        "PrincipalType": "Root",
        "SecretAccessKey": _derive(access_key)[:40],
    }
    sts.register_session(access_key, session)
    return True


def forget(access_key: str) -> None:
    """What somebody has made up, and could not sign with, is not to be kept."""
    sts._sessions.pop(access_key, None)


def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
    """A session of the role of a function, the same for all its runs."""
    account, _region = lambda_runtime._account_region_from_function_config(config)
    role_arn, name = config.get("Role", ""), config.get("FunctionName", "")
    role_name = role_arn.rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, role_name) or {}
    session = _derive(f"{config.get('FunctionArn')} {role_arn}")
    access_key, secret, token = f"ASIA{session[:16].upper()}", _derive(f"secret {session}"), _derive(f"token {session}")
    sts.register_session(
        access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{name[:64]}",
            "UserId": f"{role.get('RoleId', role_name)}:{name[:64]}",
            "SecretAccessKey": secret,
            "SessionToken": token,
        },
    )
    return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def install() -> None:
    """No key is the root user's by its looks, and none is not either."""

    def is_root_access_key(_access_key: str) -> bool:
        return False

    iam_evaluator.is_root_access_key = is_root_access_key
    sts.is_root_access_key = is_root_access_key
    lambda_runtime.execution_credentials = execution_credentials
    lambda_svc.execution_credentials = execution_credentials
