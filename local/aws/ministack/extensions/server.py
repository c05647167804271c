"""Serves ministack until a signal or the end of its parent, then ends at once and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from types import FrameType

from hypercorn.asyncio import serve
from hypercorn.config import Config

from . import parent

_WORKER_SECONDS = 1
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end(temporary_folder: str) -> None:
    """Ends the functions' workers and this process at once: there is no state to save."""
    if os.getpgrp() == os.getpid():  # the group is this process and the workers
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpgrp(), signal.SIGTERM)
        _wait_for_workers()
        shutil.rmtree(temporary_folder, ignore_errors=True)
        os.killpg(os.getpgrp(), signal.SIGKILL)  # workers that ignore the first signal, and this process
    shutil.rmtree(temporary_folder, ignore_errors=True)
    os._exit(0)


def _wait_for_workers() -> None:
    deadline = time.monotonic() + _WORKER_SECONDS
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:  # there is none left
            return


async def _serve(application: Callable[..., Awaitable[None]], config: Config) -> None:
    never = asyncio.Event()
    await serve(application, config, shutdown_trigger=never.wait)  # the signals are ours


def run(application: Callable[..., Awaitable[None]], listener: socket.socket, temporary_folder: str) -> None:
    """Serves. Does not return."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        _end(temporary_folder)

    for number in _SIGNALS:
        signal.signal(number, end)
    parent.watch()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    asyncio.run(_serve(application, config))
