"""What only this start knows. It comes by standard input: who lists processes sees their arguments and environment."""

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
    """Reads the first line of what the parent writes."""
    line = stream.readline()
    if not line:
        sys.exit("the secrets of this start have to come by standard input")
    told = json.loads(line)
    secrets.token, secrets.key_seed = told["token"], told["keySeed"]
