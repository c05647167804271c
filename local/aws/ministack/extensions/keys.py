"""Keys that cannot be guessed: of the root users of accounts, and of the roles of functions.

ministack takes a few well-known keys for those of the root user without checking their signatures, and makes the keys of
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
    """Registers a key that has the form of a root user's: signing with it takes its secret, which is derived from the seed.

    Returns whether it was not registered before.
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
    """Removes a key that was only named, and signed nothing."""
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
    """Replaces ministack's keys of root users and functions. No key is the root user's by its form alone."""

    def is_root_access_key(_access_key: str) -> bool:
        return False

    iam_evaluator.is_root_access_key = is_root_access_key
    sts.is_root_access_key = is_root_access_key
    lambda_runtime.execution_credentials = execution_credentials
    lambda_svc.execution_credentials = execution_credentials
