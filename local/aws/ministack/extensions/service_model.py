"""What a service accepts as input, by AWS's model of it in botocore, which ministack comes with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ministack.core import iam_actions

from .simulator import Json, ServiceError

_MOST_SHOWN = 100


@lru_cache
def _model(service: str) -> Json:
    model: Json = iam_actions._load_botocore_model(service)
    return model


def operations(service: str) -> set[str]:
    """The operations that a service has on AWS."""
    return set(_model(service)["operations"])


def operation_at(service: str, method: str, path: str) -> str:
    """The operation at a path of a service with a REST API; empty when there is none."""
    for name, operation in _model(service)["operations"].items():
        if operation["http"] == {**operation["http"], "method": method, "requestUri": path.rstrip("/")}:
            return str(name)
    return ""


def checked(service: str, operation: str, parameters: Json, code: str) -> Json:
    """The parameters of an operation. Raises an error of this code when the service would refuse them."""
    found = list(_problems(_model(service), _input(service, operation), "", parameters))
    if found:
        noun = "error" if len(found) == 1 else "errors"
        message = f"{len(found)} validation {noun} detected: {'; '.join(found)}"
        raise ServiceError(service, 400, {"__type": code, "message": message})
    return parameters


def parameters_of(service: str, operation: str, properties: Json) -> Json:
    """The input of an operation that properties of CloudFormation stand for: they are the same, in another case."""
    shape = _model(service)["shapes"][_input(service, operation)]
    known = {name.lower() for name in shape["members"]}
    return _converted(_model(service), shape, {k: v for k, v in properties.items() if k.lower() in known})


def _input(service: str, operation: str) -> str:
    return str(_model(service)["operations"][operation]["input"]["shape"])


def _converted(model: Json, shape: Json, value: Any) -> Any:
    kind, shapes = shape["type"], model["shapes"]
    if kind == "structure" and isinstance(value, dict):
        members = {name.lower(): (name, member["shape"]) for name, member in shape["members"].items()}
        named = [(members.get(key.lower(), (key, None)), item) for key, item in value.items()]
        return {name: _converted(model, shapes[of], item) if of else item for (name, of), item in named}
    if kind == "list" and isinstance(value, list):
        return [_converted(model, shapes[shape["member"]["shape"]], item) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: _converted(model, shapes[shape["value"]["shape"]], item) for key, item in value.items()}
    if kind == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    if kind in ("integer", "long") and isinstance(value, str):
        return int(value)
    if kind == "string" and isinstance(value, (bool, int, float, dict, list)):
        return value if isinstance(value, str) else json.dumps(value)
    return value


_TYPES: dict[str, Any] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
}


def _problems(model: Json, shape_name: str, path: str, value: Any) -> Iterator[str]:
    shape = model["shapes"][shape_name]
    kind = shape["type"]
    if kind in _TYPES and not isinstance(value, _TYPES[kind]):
        yield f"Value at '{path}' must be of type {kind}"
    elif kind == "structure":
        yield from _structure(model, shape, path, value)
    elif kind == "list":
        yield from _bounds(shape, path, value, len(value), "length")
        for index, item in enumerate(value):
            yield from _problems(model, shape["member"]["shape"], f"{path}.{index + 1}.member", item)
    elif kind == "map":
        yield from _bounds(shape, path, value, len(value), "length")
        for key, item in value.items():
            yield from _problems(model, shape["value"]["shape"], f"{path}.{key}", item)
    elif kind in ("integer", "long"):
        yield from _bounds(shape, path, value, value, "value")
    elif kind == "string":
        yield from _text(shape, path, value)


def _structure(model: Json, shape: Json, path: str, value: Json) -> Iterator[str]:
    prefix = f"{path}." if path else ""
    for name in shape.get("required", ()):
        if value.get(name) is None:
            yield f"Value null at '{prefix}{name}' failed to satisfy constraint: Member must not be null"
    for name, item in value.items():
        member = shape["members"].get(name)
        if member is None:
            yield f"Value at '{prefix}{name}' is not known: it takes {', '.join(shape['members'])}"
        elif item is not None:
            yield from _problems(model, member["shape"], f"{prefix}{name}", item)


def _text(shape: Json, path: str, value: str) -> Iterator[str]:
    shown = "<sensitive>" if shape.get("sensitive") else value[:_MOST_SHOWN]
    yield from _bounds(shape, path, shown, len(value), "length")
    allowed = shape.get("enum")
    if allowed and value not in allowed:
        yield _failed(path, shown, f"satisfy enum value set: [{', '.join(allowed)}]")
    pattern = _compiled(shape.get("pattern", ""))
    if pattern and not pattern.fullmatch(value):
        yield _failed(path, shown, f"satisfy regular expression pattern: {shape['pattern']}")


def _bounds(shape: Json, path: str, value: Any, size: float, what: str) -> Iterator[str]:
    noun = "have length" if what == "length" else "have value"
    if size < shape.get("min", size):
        yield _failed(path, value, f"{noun} greater than or equal to {shape['min']}")
    if size > shape.get("max", size):
        yield _failed(path, value, f"{noun} less than or equal to {shape['max']}")


def _failed(path: str, value: Any, constraint: str) -> str:
    shown = value if isinstance(value, str) else json.dumps(value)[:_MOST_SHOWN]
    return f"Value '{shown}' at '{path}' failed to satisfy constraint: Member must {constraint}"


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """None for a pattern that Python cannot read: then the service's own check is left out."""
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None
