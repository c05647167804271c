"""Operations beside those of AWS, by which the local AWS asks ministack: they are for the root user, whose keys it has."""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack import app

from . import door
from .simulator import Headers, Json, Response


def add(service: str, operation: str, respond: Callable[[Json], Response]) -> None:
    """Adds an operation to a service. For everybody else there is none of this name."""
    handle_api = app.SERVICE_HANDLERS[service]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        if headers.get("x-amz-target", "").endswith(f".{operation}") and door.is_root():
            return respond(json.loads(body or b"{}"))
        return await handle_api(method, path, headers, body, query)

    app.SERVICE_HANDLERS[service] = handle
