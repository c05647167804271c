"""A rollback puts back the resource that failed, too: its update may have changed something before it failed."""

from __future__ import annotations

from ministack.services.cloudformation import provisioners, stacks


def install() -> None:
    """ministack does so for custom resources and nested stacks only. A type without an update cannot be put back."""
    sends_back = stacks._sends_back_failed_update

    def sends_back_failed_update(resource_type: str) -> bool:
        return sends_back(resource_type) or "update" in provisioners._RESOURCE_HANDLERS.get(resource_type, {})

    stacks._sends_back_failed_update = sends_back_failed_update
