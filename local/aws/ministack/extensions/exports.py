"""Exports of stacks: a name has one stack, and what another stack imports stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import _exports, _stacks, handlers, helpers, stacks

from .simulator import Json, Response
from .stack_operations import stack_of

# A stack without resources of its own imports nothing.
_EMPTY = ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")


def _importer(export: str, exporter_id: str) -> str | None:
    """A stack that imports a value of another one; None if there is none."""
    for name, stack in _stacks.items():
        if stack.get("StackId") == exporter_id or stack.get("StackStatus") in _EMPTY:
            continue
        if export in handlers._imported_export_names(stack, name):
            return str(name)
    return None


def _exports_of(stack_id: str) -> dict[str, str]:
    return {name: export["Value"] for name, export in _exports.items() if export["StackId"] == stack_id}


def _check(stack_id: str, new: dict[str, str]) -> None:
    for name in new:
        owner = _exports.get(name)
        if owner and owner["StackId"] != stack_id:
            owner_name = owner["StackId"].split("/")[1]
            raise ValueError(f"Export with name {name} is already exported by stack {owner_name}")
    for name, value in _exports_of(stack_id).items():
        if new.get(name) == value:
            continue
        importer = _importer(name, stack_id)
        if importer:
            verb = "update" if name in new else "delete"
            raise ValueError(f"Cannot {verb} export {name} as it is in use by {importer}")


def deletion_problem(stack: Json) -> str | None:
    """Why a stack cannot be deleted; None if it can."""
    stack_id = stack.get("StackId", "")
    for name in _exports_of(stack_id):
        importer = _importer(name, stack_id)
        if importer:
            return f"Delete canceled. Cannot delete export {name} as it is in use by {importer}"
    return None


def _cancelling_deletions(action: Callable[[Json], Response]) -> Callable[[Json], Response]:
    """As on AWS, the request is accepted, and the stack keeps its status; an event has the reason."""

    def run(parameters: Json) -> Response:
        stack = stack_of(parameters)
        problem = None if stack.get("EnableTerminationProtection") else deletion_problem(stack)
        if not problem:
            return action(parameters)
        stack_id, name, status = stack["StackId"], stack["StackName"], stack["StackStatus"]
        stack["StackStatusReason"] = problem
        stacks._add_event(stack_id, name, name, "AWS::CloudFormation::Stack", status, problem, stack_id)
        return helpers._xml(200, "DeleteStackResponse", "")

    return run


def _ignore_what_is_off() -> None:
    """What a resource or output imports does not count while its condition is false."""
    find_imports = handlers._imported_export_names

    def imported_export_names(stack: Json, name: str) -> set[str]:
        template, conditions = stack.get("_template") or {}, stack.get("_conditions") or {}
        used = {**template}
        for section in ("Resources", "Outputs"):
            members = template.get(section) or {}
            used[section] = {key: of for key, of in members.items() if conditions.get(of.get("Condition", ""), True)}
        return find_imports({**stack, "_template": used}, name)

    handlers._imported_export_names = imported_export_names


def install() -> None:
    """Checks the exports of a stack once their values are known, which is when its resources are there."""
    _ignore_what_is_off()
    resolve = stacks._resolve_stack_outputs

    def resolve_stack_outputs(outputs: Json, conditions: Json, *rest: Any) -> tuple[list[Json], Json]:
        resolved, exports = resolve(outputs, conditions, *rest)
        stack_id = rest[-1]
        names = [output["ExportName"] for output in resolved if "ExportName" in output]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"Export with name {twice} is already exported by stack {stack_id.split('/')[1]}")
        _check(stack_id, {name: export["Value"] for name, export in exports.items()})
        for name in set(_exports_of(stack_id)) - set(exports):
            del _exports[name]  # nothing can fail any more, and ministack would keep it
        return resolved, exports

    stacks._resolve_stack_outputs = resolve_stack_outputs
    handlers._ACTION_HANDLERS["DeleteStack"] = _cancelling_deletions(handlers._ACTION_HANDLERS["DeleteStack"])
