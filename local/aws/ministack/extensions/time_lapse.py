"""Time passes at once: data points, log events and messages become older, as if it had passed."""

from __future__ import annotations

import json

from ministack import app
from ministack.core.responses import json_response
from ministack.services import cloudwatch, cloudwatch_logs

from . import door
from .simulator import Headers, Json, Response
from .topic_messages import messages

_OPERATION = "._PassTime"


def pass_time(seconds: float) -> None:
    """Moves data points, changes of alarms, log events and messages into the past. The clock stays as it is."""
    for points in cloudwatch._metrics.values():
        for point in points:
            point["Timestamp"] -= seconds
    for alarm in cloudwatch._alarms.values():
        alarm["StateUpdatedTimestamp"] -= seconds
    for message in messages:
        message["time"] -= seconds
    for group in cloudwatch_logs._log_groups.values():
        for stream in group["streams"].values():
            for event in stream["events"]:
                event["timestamp"] -= int(seconds * 1000)


def install() -> None:
    """Lets time pass. IAM names the action cloudwatch:_PassTime, which only the root user has."""
    handle_cloudwatch = app.SERVICE_HANDLERS["monitoring"]

    async def handle(method: str, path: str, headers: Headers, body: bytes, query: Json) -> Response:
        if headers.get("x-amz-target", "").endswith(_OPERATION) and door.is_root():
            pass_time(json.loads(body)["Seconds"])
            return json_response({})
        return await handle_cloudwatch(method, path, headers, body, query)

    app.SERVICE_HANDLERS["monitoring"] = handle
