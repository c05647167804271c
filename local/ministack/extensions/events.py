"""Events of the service: EventBridge refuses an `aws.*` source from callers, so the simulator sends its own in here."""

from __future__ import annotations

import json

from ministack import app
from ministack.services import eventbridge

from .simulator import NEW, Answer, Headers, Json

_OPERATION = "._PutEvents"


def install() -> None:
    """Lets the service put events. IAM names the action codeconnections:_PutEvents, which only the root user has."""
    handle_api = app.SERVICE_HANDLERS[NEW]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Answer:
        if headers.get("x-amz-target", "").endswith(_OPERATION):
            return eventbridge._put_events(json.loads(body), allow_aws_source=True)
        return await handle_api(method, path, headers, body, query)

    app.SERVICE_HANDLERS[NEW] = handle
