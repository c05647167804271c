"""The process that started this one. It answers questions, and when it ends, this one does, too."""

from __future__ import annotations

import itertools
import json
import os
import queue
import signal
import sys
import threading

from .simulator import Json

_ids = itertools.count()
_writing = threading.Lock()
_waiting: dict[int, queue.SimpleQueue[Json]] = {}


def ask(question: Json) -> Json:
    """Asks the parent, and waits for its answer."""
    number, answer = next(_ids), queue.SimpleQueue[Json]()
    _waiting[number] = answer
    with _writing:  # a line at a time: several functions may ask at once
        sys.stdout.write(json.dumps({**question, "id": number}) + "\n")
        sys.stdout.flush()
    return answer.get()


def watch() -> None:
    """Reads answers from standard input, a pipe from the parent: it ends when the parent does, even by SIGKILL."""

    def read() -> None:
        while line := sys.stdin.buffer.readline():
            answer = json.loads(line)
            _waiting.pop(answer["id"]).put(answer)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=read, name="parent", daemon=True).start()
