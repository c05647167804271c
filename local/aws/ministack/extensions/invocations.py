"""Asynchronous invocations: retried as on AWS, and somebody may want to know when that was in vain."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from .simulator import Json

_RETRIES = 2
_MAX_AGE_SECONDS = 21_600

# Called with the function's configuration, the event, and the error of the last attempt.
OnFailure = Callable[[Json, Any, Json], None]
_listeners: list[OnFailure] = []


def on_failure(listener: OnFailure) -> None:
    """Has a listener called after the last attempt, if that failed, too."""
    _listeners.append(listener)


def _attempt(function: Json, event: Any) -> Json:
    try:
        result: Json = lambda_svc._execute_function(function, event)
        return result
    except Exception as error:
        return {"error": True, "body": {"errorType": "Runtime.Unknown", "errorMessage": str(error)}}


def _run(function: Json, event: Any) -> None:
    config = function.get("config") or function
    configs = function.get("event_invoke_configs") or {}
    settings = function.get("event_invoke_config") or configs.get("$LATEST") or {}
    retries = settings.get("MaximumRetryAttempts")
    end = time.monotonic() + settings.get("MaximumEventAgeInSeconds", _MAX_AGE_SECONDS)
    result = _attempt(function, event)
    for retry in range(_RETRIES if retries is None else int(retries)):
        delay = lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS * 2**retry
        if not result.get("error") or time.monotonic() + delay > end:
            break
        time.sleep(delay)
        if config.get("FunctionName") not in lambda_svc._functions:
            break
        result = _attempt(function, event)
    if not result.get("error"):
        return
    for listener in _listeners:
        listener(config, event, result.get("body") or {})
    destination = (settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
    target = destination or (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if target:
        lambda_svc._route_async_failure(target, config.get("FunctionName", "unknown"), event, result)


def invoke(function: Json, event: Any) -> None:
    """Invokes a function and does not wait."""
    config = function.get("config") or function

    def run() -> None:
        lambda_svc._run_with_function_config_scope(config, _run, function, event)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()


def install() -> None:
    """Replaces ministack's own, which tells nobody."""
    lambda_svc.invoke_async_with_retry = invoke
