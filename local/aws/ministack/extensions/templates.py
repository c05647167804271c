"""What CloudFormation refuses of a template before it changes anything, and ministack does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

from .simulator import Json, Response
from .stack_operations import stack_of

_CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource"

# The stack that a request is about to update.
_updated: ContextVar[Json] = ContextVar("local_aws_updated_stack", default={})  # noqa: B039

Action = Callable[[Json], Response]


def is_custom(resource_type: str) -> bool:
    """Whether a function makes the resources of a type."""
    return resource_type == _CUSTOM_RESOURCE or resource_type.startswith("Custom::")


def _members(template: Json, section: str) -> Json:
    """The resources or outputs; what begins with Fn:: is for a macro, which comes later."""
    return {name: member for name, member in (template.get(section) or {}).items() if not name.startswith("Fn::")}


def _malformed(template: Json) -> Iterator[str]:
    """What is not where a template has it. ministack would fail on it, or ignore it."""
    for section in ("Conditions", "Mappings", "Outputs", "Parameters", "Resources"):
        if not isinstance(template.get(section, {}), dict):
            yield f"[/{section}] has to be an object"
            return
    if not template.get("Resources"):
        yield "At least one Resources member must be defined."
    for name, definition in _members(template, "Resources").items():
        if not isinstance(definition, dict):
            yield f"[/Resources/{name}] resource definition is malformed"
            continue
        if not isinstance(definition.get("Type"), str):
            yield f"[/Resources/{name}] Every Resources object must contain a Type member."
        if not isinstance(definition.get("Properties", {}), dict):
            yield f"[/Resources/{name}/Properties] has to be an object"
        depends_on = definition.get("DependsOn", [])
        if not all(isinstance(other, str) for other in (depends_on if isinstance(depends_on, list) else [depends_on])):
            yield f"[/Resources/{name}/DependsOn] Every DependsOn value must be a string."
    for name, output in _members(template, "Outputs").items():
        if not isinstance(output, dict) or "Value" not in output:
            yield f"[/Outputs/{name}] Every Outputs member must contain a Value object"


def _changed_types(template: Json, stack: Json) -> list[str]:
    defined, existing = _members(template, "Resources"), stack.get("_resources") or {}
    return sorted(
        name
        for name, record in existing.items()
        if name in defined and defined[name].get("Type", _CUSTOM_RESOURCE) != record["ResourceType"]
    )


def _unresolved(template: Json, section: str) -> list[str]:
    """What the resources or outputs refer to, and the template does not define."""
    known = {*_members(template, "Resources"), *(template.get("Parameters") or {})}
    names: list[str] = []
    for definition in _members(template, section).values():
        read = definition.get("Properties") if section == "Resources" else definition
        names += [name for name, _ in engine._intrinsic_references(read)]
        depends_on = definition.get("DependsOn") or []
        names += [depends_on] if isinstance(depends_on, str) else depends_on
    return sorted({name for name in names if name not in known and not name.startswith("AWS::")})


def _nulls(value: Any, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, (dict, list)):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _nulls(member, f"{path}/{key}")


def check(template: Json, stack: Json) -> None:
    """Raises ValueError, in CloudFormation's words, for a template that cannot be deployed to a stack."""
    for name, definition in _members(template, "Resources").items():
        for path in _nulls(definition.get("Properties") or {}, f"/Resources/{name}/Properties"):
            raise ValueError(f"Template format error: [{path}] 'null' values are not allowed in templates")
    for section in () if template.get("Transform") else ("Resources", "Outputs"):  # a macro may define the rest
        unresolved = _unresolved(template, section)
        if unresolved:
            listed = ", ".join(unresolved)
            raise ValueError(
                f"Template format error: Unresolved resource dependencies [{listed}] in the {section} block of the template"
            )
    changed = _changed_types(template, stack)
    if changed:
        raise ValueError(
            "Update of resource type is not permitted. The new template modifies resource type of the following resources: "
            f"[{', '.join(changed)}]"
        )


def _of_stack(action: Action) -> Action:
    def run(parameters: Json) -> Response:
        token = _updated.set(stack_of(parameters))
        try:
            return action(parameters)
        finally:
            _updated.reset(token)

    return run


def _refuse_other_functions() -> None:
    """A custom resource stays with its function. ministack sends nothing to a function for an update that is refused."""
    find_error = provisioners._custom_named_replacement_error

    def replacement_error(resource_type: str, old: Json, new: Json, *rest: Any) -> str | None:
        if is_custom(resource_type) and old.get("ServiceToken") != new.get("ServiceToken"):
            return "Modifying service token is not allowed."
        return find_error(resource_type, old, new, *rest)

    for module in (provisioners, stacks):
        module._custom_named_replacement_error = replacement_error


def install() -> None:
    """Adds the checks to those of ministack, which each module imported by value."""
    parse, validate = engine._parse_template, engine.validate_template_support

    def parse_template(body: str) -> Json:
        template = parse(body)
        for problem in _malformed(template):
            raise ValueError(problem)  # after which every caller says that it is an error in the format
        return template

    def validate_template_support(template: Json, conditions: Json, params: Json | None = None) -> None:
        validate(template, conditions, params)
        check(template, _updated.get())

    engine._parse_template = parse_template
    for module in (handlers, changesets):
        module._parse_template = parse_template
        module.validate_template_support = validate_template_support
    actions = handlers._ACTION_HANDLERS
    for name in ("UpdateStack", "CreateChangeSet"):
        actions[name] = _of_stack(actions[name])
    _refuse_other_functions()
