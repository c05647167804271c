"""Invocations of functions: their errors and logs are AWS's, and a function that cannot run here says so."""

from __future__ import annotations

import json
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from .simulator import Json


def _failed(kind: str, message: str) -> Json:
    body = {"errorType": kind, "errorMessage": message}
    return {"body": body, "error": True, "log": f"[ERROR] {json.dumps(body)}"}


def execute(function: Json, event: Any, request_id: str) -> Json:
    """Runs a Node.js or Python function."""
    config = function.get("config") or function
    name, qualifier = config.get("FunctionName", "unknown"), config.get("Version", "$LATEST")
    lambda_svc._ensure_reaper_thread()
    worker, _ = lambda_runtime.acquire_worker(name, config, function.get("code_zip") or b"", qualifier=qualifier)
    try:
        result = worker.invoke(
            event,
            request_id,
            trace_id=lambda_svc._xray_trace_id_for_invocation(config),
            depth=lambda_svc._invoke_depth.get(),
            durable=lambda_svc._durable_env_overlay(),
            invoked_function_arn=config.get("FunctionArn", ""),
        )
    finally:
        lambda_runtime.release_worker(worker)
    if result["status"] == "ok":
        return {"body": result["result"], "log": result["log"]}
    return {"body": result["body"], "error": True, "log": result["log"]}


def _refuse(function: Json, _event: Any, _request_id: str) -> Json:
    """Fails an invocation that would need Docker. ministack's own answer would be a success without a run."""
    config = function.get("config") or function
    is_image = config.get("PackageType") == "Image"
    what = "a container image" if is_image else f"the runtime {config.get('Runtime')}"
    return _failed(
        "Runtime.NotSupported",
        f"The local AWS does not run {what} of function {config.get('FunctionName')}: it runs Node.js, Python, and "
        "bootstrap executables of this machine (provided.*)",
    )


def install() -> None:
    """Replaces ministack's ways to run a function."""
    execute_provided = lambda_svc._execute_function_provided_warm

    def execute_bootstrap(function: Json, event: Any, request_id: str) -> Json:
        result: Json = execute_provided(function, event, request_id)
        if result.get("error"):
            line = f"[ERROR] {json.dumps(result['body'])}"
            result["log"] = "\n".join(filter(None, [result.get("log"), line]))
        return result

    lambda_svc._execute_function_warm = execute
    lambda_svc._execute_function_docker = _refuse
    lambda_svc._execute_function_provided_warm = execute_bootstrap
