"""The processes in which functions run, one for each invocation at a time, with the errors of AWS's runtimes."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from . import parent
from .simulator import Json

_RUNTIMES = Path(__file__).resolve().parents[1] / "runtimes"
# AWS gives a function this time to load, and then, once more, its timeout.
_LOAD_SECONDS = 10
_GRACE_SECONDS = 2
_MARK = "\x1e"
_ID = re.compile(r"[0-9a-f-]{36}")


class FunctionFailed(Exception):
    """An invocation failed: the body is what AWS returns for it, and the line what it logs, unless the runtime did.

    After a fatal failure the process cannot run on.
    """

    def __init__(self, body: Json, line: str = "", fatal: bool = True) -> None:
        super().__init__(body["errorMessage"])
        self.body = body
        self.line = line
        self.fatal = fatal


def _failure(kind: str, message: str, request_id: str) -> FunctionFailed:
    """A failure that the runtime of the function cannot report itself."""
    text = f"RequestId: {request_id} Error: {message}"
    return FunctionFailed({"errorType": kind, "errorMessage": text}, f"{text}\n{kind}")


class FunctionWorker(lambda_runtime.Worker):  # type: ignore[misc]
    """A process of a function."""

    _messages: queue.SimpleQueue[Json]
    _request_id = ""

    def invoke(
        self,
        event: Any,
        request_id: str,
        *,
        trace_id: str | None = None,
        depth: int | None = None,
        durable: Json | None = None,
        invoked_function_arn: str | None = None,
    ) -> Json:
        """Runs an invocation: `result` is what the function returned, or `body` the error."""
        seconds = float(self.config.get("Timeout", 3))
        call = {
            "request_id": request_id,
            "timeout_ms": int(seconds * 1000),
            "trace_id": trace_id,
            "depth": depth,
            "durable": durable or {},
            "invoked_function_arn": invoked_function_arn or self.config.get("FunctionArn", ""),
        }
        with self._lock:
            self._request_id = request_id
            cold = self._proc is None or self._proc.poll() is not None
            failure = None
            answer: Json = {}
            try:
                if cold:
                    self._spawn()
                self._tell({"event": event, "ctx": call})
                answer = self._await("result", seconds)
            except FunctionFailed as error:
                failure = error
            except Exception as error:  # the process cannot be started, or the code is no archive
                failure = _failure("Runtime.Unknown", str(error) or type(error).__name__, request_id)
            log = self._drain_stderr_bounded()
            if self._is_done_for(failure):
                self.kill()
        if failure is None:
            return {"status": "ok", "result": answer.get("result"), "log": log, "cold_start": cold}
        log = "\n".join(filter(None, [log, failure.line]))
        return {"status": "error", "error": str(failure), "body": failure.body, "log": log, "cold_start": cold}

    def _spawn(self) -> None:
        """Starts the process and loads the function."""
        if "." not in self.config.get("Handler", ""):
            raise _failure("Runtime.MalformedHandlerName", "Bad handler", self._request_id)
        super()._spawn()
        self._messages = queue.SimpleQueue()
        reader = threading.Thread(target=self._read, args=(self._proc, self._messages, self._tmpdir), daemon=True)
        reader.start()
        self._await("loaded", _LOAD_SECONDS + float(self.config.get("Timeout", 3)))

    def _tell(self, message: Json) -> None:
        try:
            self._proc.stdin.write(json.dumps(message) + "\n")
            self._proc.stdin.flush()
        except (OSError, AttributeError):  # it has ended, or was ended: so says its last message
            pass

    def _read(self, process: subprocess.Popen[str], messages: queue.SimpleQueue[Json], folder: str) -> None:
        """Reads what the process writes: its messages, and lines of the function's log."""
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith(_MARK):
                if line.strip():
                    self._stderr_queue.put(line.rstrip("\n"))
                continue
            message = json.loads(line[1:])
            messages.put(message)
            if message["status"] == "sdk" and _ID.fullmatch(message["id"]):
                self._answer(message, Path(folder))
                messages.put({"status": "answered"})
        messages.put({"status": "ended", "code": process.wait()})

    @staticmethod
    def _answer(question: Json, folder: Path) -> None:
        """Has the parent look for a package of the AWS SDK. The process waits for the file with the answer."""
        answer = parent.ask({"sdk": question["name"]})
        unfinished = folder / f"{question['id']}.part"
        try:
            unfinished.write_text(json.dumps(answer))
            unfinished.rename(folder / f"{question['id']}.json")
        except FileNotFoundError:  # the function was deleted meanwhile
            pass

    def _await(self, status: str, seconds: float) -> Json:
        """The next message of a kind. The time in which the AWS SDK is installed does not count."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                message = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                timeout = float(self.config.get("Timeout", 3))
                raise _failure("Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds", self._request_id) from None
            if message["status"] == status:
                return message
            if message["status"] == "sdk":
                asked = time.monotonic()
                self._messages.get()  # "answered": until then the process waits
                deadline += time.monotonic() - asked
            elif message["status"] == "error":
                raise FunctionFailed(message["body"], fatal=message["fatal"])
            elif message["status"] == "ended":
                code = message["code"]
                how = f"exit status {code}" if code > 0 else f"signal {-code}"
                reason = f"Runtime exited with error: {how}" if code else "Runtime exited without providing a reason"
                raise _failure("Runtime.ExitError", reason, self._request_id)

    def _is_done_for(self, failure: FunctionFailed | None) -> bool:
        """Whether the process is of no use: it cannot run on, or the function was changed or deleted meanwhile."""
        with lambda_runtime._lock:
            is_pooled = any(self in pool for pool in lambda_runtime._workers.values())
        return not is_pooled or (failure is not None and failure.fatal)


def discard(name: str, qualifier: str | None = None, account: str | None = None, region: str | None = None) -> None:
    """Ends the processes of a function that was changed or deleted: at once, or with their invocation, as on AWS.

    A process of a function that is gone gets some seconds for that, as its invocation may only be about to return.
    """
    wanted = (account, region, name, qualifier)
    with lambda_runtime._lock:
        keys = [key for key in lambda_runtime._workers if _is_like(key.split(":"), wanted)]
        workers = [worker for key in keys for worker in lambda_runtime._workers.pop(key)]
    lambda_runtime.kill_workers([worker for worker in workers if not worker.in_use])
    busy = [worker for worker in workers if worker.in_use]
    if busy and name not in lambda_svc._functions:
        timer = threading.Timer(_GRACE_SECONDS, lambda_runtime.kill_workers, [busy])
        timer.daemon = True
        timer.start()


def _is_like(parts: list[str], wanted: tuple[str | None, ...]) -> bool:
    return all(value is None or part == value for part, value in zip(parts, wanted, strict=True))


def install() -> None:
    """Has ministack run functions in these processes."""
    for module in (lambda_runtime, lambda_svc):
        module.invalidate_worker = discard
    class_for = lambda_runtime._worker_class_for

    def worker_class_for(config: Json) -> type:
        found: type = class_for(config)
        return FunctionWorker if found is lambda_runtime.Worker else found

    lambda_runtime._worker_class_for = worker_class_for
    node, python = (json.dumps(str(_RUNTIMES / name)) for name in ("node.cjs", "python.py"))
    lambda_runtime._NODEJS_WORKER_SCRIPT = f"require({node});"
    lambda_runtime._PYTHON_WORKER_SCRIPT = f"import runpy\nrunpy.run_path({python}, run_name='__main__')\n"
