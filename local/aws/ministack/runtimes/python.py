"""The runtime of Python functions: loads the handler, then serves invocations, with the errors and log lines of AWS's.

The local AWS writes JSON lines to standard input: first the function, then each invocation. Answers go to what was standard
output. The log is standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import site
import sys
import time
import traceback
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

_TASK_ROOT = "/var/task"  # where the code is on AWS
_HERE = os.path.dirname(os.path.abspath(__file__))
# What AWS's runtime has besides the standard library.
_SDK = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
_DEPTH_VARIABLE, _DEPTH_HEADER = "_MINISTACK_INVOKE_DEPTH", "X-Ministack-Invoke-Depth"
_DURABLE = [f"AWS_LAMBDA_DURABLE_{name}" for name in ("EXECUTION_ARN", "CHECKPOINT_TOKEN", "EXECUTION_NAME")]

Json = dict[str, Any]
Handler = Callable[[Any, Any], Any]


class RuntimeFailure(Exception):
    """An error of the runtime, not of the function's own code."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class SdkFinder(MetaPathFinder):
    """Finds AWS's SDK among the packages of the local AWS, and no other package there."""

    def __init__(self, folders: list[str]) -> None:
        self._folders = folders

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return PathFinder.find_spec(fullname, self._folders, target) if fullname in _SDK else None


def _set_path(code: str) -> None:
    """The function's own code comes first, then its layers, then the runtime."""
    packages = site.getsitepackages()
    rest = [entry for entry in sys.path[1:] if entry not in packages]
    sys.path[:] = [code]
    for layer in filter(None, os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep)):
        for folder in sorted(Path(layer, "python", "lib").glob("*/site-packages")):
            site.addsitedir(str(folder))
        sys.path += [os.path.join(layer, "python"), layer]
    sys.path += rest
    sys.meta_path.append(SdkFinder(packages))


def _count_nested_invocations() -> None:
    """Functions that invoke each other in a loop are stopped by ministack, which counts by this header."""
    try:
        from botocore import handlers
    except Exception:  # the function has another one, or a broken one
        return

    def add_depth(params: Json, **_: Any) -> None:
        depth = os.environ.get(_DEPTH_VARIABLE)
        if depth:
            params["headers"].setdefault(_DEPTH_HEADER, depth)

    handlers.BUILTIN_HANDLERS.append(("before-call", add_depth))


def _load(module_name: str, name: str) -> Handler:
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise RuntimeFailure(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        raise RuntimeFailure(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}"
        ) from error
    try:
        handler: Handler = getattr(module, name)
    except AttributeError as error:
        raise RuntimeFailure(
            "Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'"
        ) from error
    return handler


def _run_snapshot_hooks() -> None:
    """The hooks of SnapStart: those before the snapshot in reverse order, then those after it is restored."""
    try:
        from snapshot_restore_py import get_after_restore, get_before_snapshot
    except ImportError:
        return
    for hook, arguments, named in [*reversed(get_before_snapshot()), *get_after_restore()]:
        hook(*arguments, **named)


class Runtime:
    """Serves one function."""

    def __init__(self) -> None:
        # Whatever the function and its processes write to standard output is part of the log.
        self._answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._function: Json = json.loads(sys.stdin.readline())
        self._root: str = self._function["code_dir"]
        self._request_id = ""

    def run(self) -> None:
        print('{"status": "ready"}', file=self._answers)
        handler = self._loaded()
        self._send({"status": "loaded"})
        for line in sys.stdin:
            self._serve(handler, json.loads(line))

    def _send(self, message: Json) -> None:
        print(f"\n\x1e{json.dumps(message)}", file=self._answers)

    def _loaded(self) -> Handler:
        _set_path(self._root)
        _count_nested_invocations()
        try:
            handler = _load(self._function["module"], self._function["handler"])
            if self._function.get("snapstart"):
                _run_snapshot_hooks()
            return handler
        except Exception as error:
            self._report(error, fatal=True)
            sys.stderr.flush()
            os._exit(1)

    def _as_on_aws(self, text: str) -> str:
        return text.replace(self._root, _TASK_ROOT)

    def _report(self, error: Exception, fatal: bool = False) -> None:
        """Logs an error in AWS's form and reports it. After a fatal one this process ends."""
        kind = error.kind if isinstance(error, RuntimeFailure) else type(error).__name__
        message = self._as_on_aws(str(error))
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_HERE)]
        trace = [self._as_on_aws(line) for line in traceback.format_list(frames)]
        lines = [f"[ERROR] {kind}: {message}", "Traceback (most recent call last):", "".join(trace)]
        print("\n".join(lines), file=sys.stderr, flush=True)
        body = {"errorMessage": message, "errorType": kind, "requestId": self._request_id, "stackTrace": trace}
        self._send({"status": "error", "body": body, "fatal": fatal})

    def _serve(self, handler: Handler, message: Json) -> None:
        call = message["ctx"]
        self._request_id = call["request_id"]
        variables = {"_X_AMZN_TRACE_ID": call.get("trace_id"), _DEPTH_VARIABLE: call.get("depth")}
        variables.update({name: (call.get("durable") or {}).get(name) for name in _DURABLE})
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = str(value)
        try:
            result = handler(message["event"], self._context(call))
            try:
                answer = {"status": "result", "result": result}
                json.dumps(answer)
            except (TypeError, ValueError) as error:
                raise RuntimeFailure("Runtime.MarshalError", f"Unable to marshal response: {error}") from error
        except Exception as error:
            self._report(error)
        else:
            sys.stderr.flush()
            self._send(answer)

    def _context(self, call: Json) -> SimpleNamespace:
        name = self._function["function_name"]
        deadline = time.time() + call["timeout_ms"] / 1000
        return SimpleNamespace(
            function_name=name,
            function_version=os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            memory_limit_in_mb=self._function["memory"],
            invoked_function_arn=call["invoked_function_arn"],
            aws_request_id=call["request_id"],
            log_group_name=os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", f"/aws/lambda/{name}"),
            log_stream_name=os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", ""),
            identity=None,
            client_context=None,
            get_remaining_time_in_millis=lambda: max(0, int((deadline - time.time()) * 1000)),
        )


if __name__ == "__main__":
    Runtime().run()
