"""The secrets of this start. They come by standard input: a list of processes shows arguments and environment."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import BinaryIO


@dataclass
class _Secrets:
    """Set once, by `read`."""

    token: str = ""
    key_seed: str = ""


secrets = _Secrets()


def read(stream: BinaryIO) -> None:
    """Reads them from the first line that the parent writes."""
    line = stream.readline()
    if not line:
        sys.exit("the secrets of this start have to come by standard input")
    sent = json.loads(line)
    secrets.token, secrets.key_seed = sent["token"], sent["keySeed"]
