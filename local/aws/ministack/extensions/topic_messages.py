"""What topics got: the latest messages, for the local console. ministack keeps none."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from ministack.core.responses import json_response
from ministack.services import sns

from . import internal
from .simulator import NEW, Json

_MOST = 100
_LONGEST_TEXT = 20_000

# Oldest first, of all accounts and Regions.
messages: deque[Json] = deque(maxlen=_MOST)


def _record(topic_arn: str, message_id: str, text: str, subject: str) -> None:
    cut = f"… ({len(text):,} characters)" if len(text) > _LONGEST_TEXT else ""
    message = {"id": message_id, "topicArn": topic_arn, "time": time.time(), "subject": subject or ""}
    messages.append({**message, "text": text[:_LONGEST_TEXT] + cut})


def install() -> None:
    """Records each message on its way to the subscriptions. The console reads them with the keys of the root user."""
    fan_out = sns._fanout

    def record_and_fan_out(topic_arn: str, msg_id: str, message: str, subject: str, *rest: Any, **named: Any) -> None:
        if sns._topic_by_arn_any_scope(topic_arn):
            _record(topic_arn, msg_id, message, subject)
        fan_out(topic_arn, msg_id, message, subject, *rest, **named)

    sns._fanout = record_and_fan_out
    internal.add(NEW, "_TopicMessages", lambda _: json_response({"messages": list(messages)[::-1]}))
