"""The connections that other services use."""

from __future__ import annotations

from ministack.core.responses import get_account_id

from .simulator import SERVICES, ServiceError, call


def status_of(connection_arn: str) -> str | None:
    """The status of a connection: MISSING if there is none, None if it is another account's, and so not known."""
    parts = connection_arn.split(":")
    if len(parts) != 6 or parts[2] not in SERVICES or not parts[5].startswith("connection/"):
        return "MISSING"
    if parts[4] != get_account_id():
        return None
    try:
        return str(call(parts[2], "GetConnection", {"ConnectionArn": connection_arn})["Connection"]["ConnectionStatus"])
    except ServiceError as error:
        if error.code != "ResourceNotFoundException":
            raise
        return "MISSING"
