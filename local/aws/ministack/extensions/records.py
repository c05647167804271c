"""What the local AWS remembers of a service that it does not run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ministack.core.responses import get_account_id, get_region

from .simulator import Json, ServiceError

# An operation of an API: its input, and its output.
Operation = Callable[[Json], Json]


class Place(NamedTuple):
    """Where a record is."""

    account: str
    region: str


class Records:
    """Resources of one kind by name, apart for each account and Region."""

    def __init__(self, service: str, noun: str, absent: str = "ResourceNotFoundException") -> None:
        self._all: dict[tuple[Place, str], Json] = {}
        self._service, self._noun, self._absent = service, noun, absent

    def __contains__(self, name: str) -> bool:
        return (here(), name) in self._all

    def __iter__(self) -> Iterator[Json]:
        """The records of this account and Region, by name."""
        own = [(name, record) for (place, name), record in list(self._all.items()) if place == here()]
        return iter(record for _, record in sorted(own, key=lambda each: each[0]))

    def put(self, name: str, record: Json) -> Json:
        self._all[here(), name] = record
        return record

    def get(self, name: str, place: Place | None = None) -> Json:
        record = self._all.get((place or here(), name))
        if record is None:
            raise error(self._service, self._absent, f"{self._noun} does not exist: {name}")
        return record

    def find(self, name: str) -> Json | None:
        return self._all.get((here(), name))

    def remove(self, name: str) -> Json:
        record = self.get(name)
        del self._all[here(), name]
        return record

    def everywhere(self) -> list[tuple[Place, Json]]:
        """The records of all accounts and Regions."""
        return [(place, record) for (place, _), record in list(self._all.items())]


def here() -> Place:
    return Place(get_account_id(), get_region())


def arn_of(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def now() -> float:
    return round(time.time(), 3)


def error(service: str, code: str, message: str) -> ServiceError:
    return ServiceError(service, 400, {"__type": code, "message": message})


def without(record: Json, *names: str) -> Json:
    return {name: value for name, value in record.items() if name not in names}


def own_tags(properties: Json) -> list[Json]:
    """The tags of a resource that a service shows: those of AWS itself are CloudFormation's."""
    return [tag for tag in properties.get("Tags") or [] if not tag["Key"].startswith("aws:")]
