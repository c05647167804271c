"""Time passes at once: data points, log events and messages become older, as if it had passed."""

from __future__ import annotations


from ministack.core.responses import json_response
from ministack.services import cloudwatch, cloudwatch_logs

from . import internal
from .simulator import Json, Response
from .topic_messages import messages


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


def _pass_time(request: Json) -> Response:
    pass_time(request["Seconds"])
    return json_response({})


def install() -> None:
    """Lets time pass. IAM names the action cloudwatch:_PassTime, which only the root user has."""

    internal.add("monitoring", "_PassTime", _pass_time)
