"""The filter groups of CodeBuild's webhooks: what CodeBuild refuses when a webhook is made."""

from __future__ import annotations

import re
from typing import Any

from .simulator import Json

_EVENTS = {
    "PUSH",
    *(f"PULL_REQUEST_{event}" for event in ("CREATED", "UPDATED", "REOPENED", "MERGED", "CLOSED")),
    "RELEASED",
    "PRERELEASED",
    "WORKFLOW_JOB_QUEUED",
}
# What RE2 has not: lookahead, lookbehind, atomic groups, backreferences. An escaped backslash is no escape.
_NOT_RE2 = re.compile(r"(?:^|[^\\])(?:\\\\)*(?:(\(\?(?:[=!>]|<[=!]))|(\\(?:[1-9]|k[<{'])))")
# The source type that a webhook is for, and the scopes that it may have.
_SCOPES = {
    "GITHUB": ("GITHUB_ORGANIZATION", "GITHUB_GLOBAL"),
    "GITHUB_ENTERPRISE": ("GITHUB_ORGANIZATION", "GITHUB_GLOBAL"),
    "GITLAB": ("GITLAB_GROUP",),
    "GITLAB_SELF_MANAGED": ("GITLAB_GROUP",),
    "BITBUCKET": (),
}
_ANY_REPOSITORY = "CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION"


def problems(source: Json, webhook: Json) -> list[str]:
    """What is wrong with the webhook of a project that has this source."""
    kind = source.get("type", "")
    if kind not in _SCOPES:
        return [f"Webhooks are not supported for the source type {kind}; they are for {', '.join(_SCOPES)}"]
    return [*_scope_problems(source, webhook), *_group_problems(webhook.get("filterGroups") or [])]


def _scope_problems(source: Json, webhook: Json) -> list[str]:
    scope: Any = webhook.get("scopeConfiguration")
    kind, is_any = source["type"], source.get("location") == _ANY_REPOSITORY
    if not scope:
        return [f"The source location {_ANY_REPOSITORY} needs a scope configuration"] if is_any else []
    found = []
    if scope["scope"] not in _SCOPES[kind]:
        found.append(f"The scope {scope['scope']} is not supported for the source type {kind}")
    if not is_any:
        found.append(f"A webhook with the scope {scope['scope']} needs the source location {_ANY_REPOSITORY}")
    if kind in ("GITHUB_ENTERPRISE", "GITLAB_SELF_MANAGED") and not scope.get("domain"):
        found.append(f"A scope configuration for the source type {kind} needs a domain")
    return found


def _group_problems(groups: list[list[Json]]) -> list[str]:
    found = []
    for group in groups:
        events = [each["pattern"] for each in group if each["type"] == "EVENT"]
        if len(events) != 1:
            found.append(f"Each filter group must have one filter of type EVENT, got {len(events)}")
        for event in (name.strip() for pattern in events for name in pattern.split(",")):
            if event not in _EVENTS:
                found.append(
                    f"Unknown event type '{event}' in a filter of type EVENT; there are {', '.join(sorted(_EVENTS))}"
                )
        for each in group:
            match = _NOT_RE2.search(each["pattern"]) if each["type"] != "EVENT" else None
            if match:
                found.append(
                    f"The pattern '{each['pattern']}' of a filter of type {each['type']} is not supported: RE2 has no "
                    f"'{match[1] or match[2]}'; exclude by excludeMatchedPattern instead"
                )
    return found
