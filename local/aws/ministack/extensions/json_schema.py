"""CloudFormation's check of properties against the schema of a resource type, in its words."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from .simulator import Json

_FOLDER = Path(__file__).resolve().parents[4] / "model" / "cloudformation"
_CONTAINERS = {"object": (dict, "JSONObject"), "array": (list, "JSONArray")}
# A template may have scalars as strings, and CloudFormation converts them.
_SCALARS = {
    "boolean": re.compile("true|false", re.IGNORECASE),
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
}
_JAVA_NAMES = {dict: "JSONObject", list: "JSONArray", bool: "Boolean", int: "Integer", float: "Number", str: "String"}


@lru_cache
def schema_of(type_name: str) -> Json:
    """The schema in model/cloudformation/."""
    schema: Json = json.loads((_FOLDER / f"{type_name.replace('::', '-')}.json").read_text())
    if type_name == "AWS::CodeConnections::Connection" and os.environ.get("LOCAL_AWS_FUTURE"):
        # CloudFormation of today has no such property.
        schema["properties"]["ProviderEndpoint"] = {"type": "string"}
        schema["createOnlyProperties"].append("/properties/ProviderEndpoint")
    return schema


def names_of(schema: Json, key: str) -> tuple[str, ...]:
    """The properties that `createOnlyProperties` and its like name, without those inside of properties."""
    paths = (path.split("/")[2:] for path in schema.get(key, ()))
    return tuple(path[0] for path in paths if len(path) == 1)


def settable(type_name: str) -> Json:
    """The properties that a template can set, each with its schema."""
    schema = schema_of(type_name)
    read_only = names_of(schema, "readOnlyProperties")
    return {name: value for name, value in schema["properties"].items() if name not in read_only}


def problems(type_name: str, properties: Json) -> list[str]:
    """What is wrong with the properties of a resource."""
    schema = schema_of(type_name)
    checked = {name: _own(value) if name == "Tags" else value for name, value in properties.items()}
    if checked.get("Tags") == []:
        del checked["Tags"]
    return list(_Check(schema).value("#", {**schema, "type": "object", "properties": settable(type_name)}, checked))


def tag_problems(type_name: str, tags: Any) -> list[str]:
    """What is wrong with the tags of a resource."""
    schema = schema_of(type_name)
    return list(_Check(schema).value("#/Tags", schema["properties"]["Tags"], tags))


def _own(tags: Any) -> Any:
    """The tags without those that CloudFormation adds."""
    if not isinstance(tags, list):
        return tags
    return [tag for tag in tags if not str(_key_of(tag)).startswith("aws:")]


def _key_of(tag: Any) -> Any:
    return tag.get("Key") if isinstance(tag, dict) else None


class _Check:
    def __init__(self, schema: Json) -> None:
        self.definitions = schema.get("definitions", {})

    def value(self, path: str, schema: Json, value: Any) -> Iterator[str]:
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[-1]]
        types = schema.get("type", [])
        expected = [types] if isinstance(types, str) else types
        if expected and not any(_is(name, value) for name in expected):
            shown = " or ".join(_CONTAINERS[name][1] if name in _CONTAINERS else name.title() for name in expected)
            yield f"{path}: expected type: {shown}, found: {_JAVA_NAMES.get(type(value), 'Null')}"
        elif isinstance(value, dict):
            yield from self.object(path, schema, value)
        elif isinstance(value, list):
            yield from self.array(path, schema, value)
        else:
            yield from _scalar(path, schema, expected, value)

    def object(self, path: str, schema: Json, value: Json) -> Iterator[str]:
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{path}: required key [{name}] not found"
        either = schema.get("requiredXor", ())
        if either and sum(name in value for name in either) != 1:
            yield f"{path}: exactly one of the keys [{', '.join(either)}] is required"
        known = schema.get("properties", {})
        for name, item in value.items():
            if name in known:
                yield from self.value(f"{path}/{name}", known[name], item)
            elif schema.get("additionalProperties") is False:
                yield f"{path}: extraneous key [{name}] is not permitted"

    def array(self, path: str, schema: Json, value: list[Any]) -> Iterator[str]:
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        if len(value) < least:
            yield f"{path}: expected minimum item count: {least}, found: {len(value)}"
        if most is not None and len(value) > most:
            yield f"{path}: expected maximum item count: {most}, found: {len(value)}"
        if schema.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
            yield f"{path}: array items are not unique"
        for index, item in enumerate(value):
            yield from self.value(f"{path}/{index}", schema.get("items", {}), item)


def _is(name: str, value: Any) -> bool:
    if name in _CONTAINERS:
        return isinstance(value, _CONTAINERS[name][0])
    text = _text(value)
    return text is not None and (name not in _SCALARS or _SCALARS[name].fullmatch(text) is not None)


def _text(value: Any) -> str | None:
    """A scalar as a template spells it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else None


def _scalar(path: str, schema: Json, types: list[str], value: Any) -> Iterator[str]:
    text = _text(value) or ""
    allowed = schema.get("enum")
    if allowed and text not in (_text(each) for each in allowed):
        yield f"{path}: {text} is not a valid enum value"
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < least:
        yield f"{path}: expected minLength: {least}, actual: {len(text)}"
    if most is not None and len(text) > most:
        yield f"{path}: expected maxLength: {most}, actual: {len(text)}"
    pattern = _compiled(schema.get("pattern", ""))
    if pattern and not pattern.search(text):
        yield f"{path}: failed validation constraint for keyword [pattern]"
    if {"integer", "number"} & set(types):
        if "minimum" in schema and float(text) < schema["minimum"]:
            yield f"{path}: {text} is not greater or equal to {schema['minimum']}"
        if "maximum" in schema and float(text) > schema["maximum"]:
            yield f"{path}: {text} is not less or equal to {schema['maximum']}"


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    r"""A pattern of Java. Python has no classes `\p`; these are as good as theirs."""
    python = pattern.replace(r"\p{L}", r"\w").replace(r"\p{N}", r"\d").replace(r"\p{Z}", r"\s")
    return re.compile(python) if pattern else None
