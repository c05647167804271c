"""A resource that cannot be deleted keeps what it depends on: deleting it again may need that."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from ministack.services.cloudformation import _stacks, handlers, stacks

from .simulator import Json


class _Deletion:
    """The deletion of one stack."""

    def __init__(self, definitions: Json) -> None:
        self._definitions = definitions
        self._kept: set[str] = set()

    def keep(self, logical_id: str) -> None:
        self._kept.add(logical_id)

    def keeper_of(self, logical_id: str) -> str | None:
        """A resource that is kept and depends on this one, None when there is none."""
        names = set(self._definitions)
        for kept in self._kept:
            if logical_id in stacks._with_dependencies([kept], self._definitions, names):
                return kept
        return None


_deletion: ContextVar[_Deletion | None] = ContextVar("local_aws_deletion", default=None)


def install() -> None:
    """Wraps the deletion of stacks and of their resources."""
    delete_stack, delete_resource = stacks._delete_stack_async, stacks._delete_resource

    async def _delete_stack(stack_name: str, *rest: Any, **named: Any) -> None:
        template = (_stacks.get(stack_name) or {}).get("_template") or {}
        _deletion.set(_Deletion(template.get("Resources") or {}))  # in the context of this task only
        await delete_stack(stack_name, *rest, **named)

    def _delete_resource(
        resource_type: str, physical_id: str, properties: Json, stack_name: str, logical_id: str
    ) -> None:
        deletion = _deletion.get()
        keeper = deletion.keeper_of(logical_id) if deletion else None
        if keeper:
            raise ValueError(f"Not deleted: {keeper}, which depends on it, could not be deleted")
        try:
            delete_resource(resource_type, physical_id, properties, stack_name, logical_id)
        except Exception:
            if deletion:
                deletion.keep(logical_id)
            raise

    stacks._delete_resource = _delete_resource
    for module in (stacks, handlers):
        module._delete_stack_async = _delete_stack
