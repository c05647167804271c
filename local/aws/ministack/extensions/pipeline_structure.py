"""The rules for the structure of a pipeline, which CodePipeline checks when it makes one; its user guide lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .simulator import Json

CONNECTION_SOURCE = "CodeStarSourceConnection"
_REQUIRED = ("ConnectionArn", "FullRepositoryId", "BranchName")
_OPTIONAL = ("OutputArtifactFormat", "DetectChanges")
_CHOICES = {"OutputArtifactFormat": ("CODE_ZIP", "CODEBUILD_CLONE_REF"), "DetectChanges": ("true", "false")}


def is_connection_source(action: Json) -> bool:
    kind = action["actionTypeId"]
    return (kind["category"], kind["owner"], kind["provider"]) == ("Source", "AWS", CONNECTION_SOURCE)


def actions_of(pipeline: Json) -> list[Json]:
    return [action for stage in pipeline["stages"] for action in stage["actions"]]


def problems(pipeline: Json) -> list[str]:
    """What is wrong with the structure of a pipeline that has the right shape."""
    found = [*_stages(pipeline["stages"]), *_artifacts(pipeline["stages"]), *_type(pipeline)]
    for action in actions_of(pipeline):
        if is_connection_source(action):
            found += _configuration(action)
    return [*found, *_triggers(pipeline)]


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _stages(stages: list[Json]) -> Iterator[str]:
    if len(stages) < 2:
        yield f"Pipeline has {len(stages)} stage(s). There should be a minimum of 2 stages in a pipeline"
    for name in _repeated([stage["name"] for stage in stages]):
        yield f"Stage names must be unique in a pipeline, but {name} is used more than once"
    for index, stage in enumerate(stages):
        for name in _repeated([action["name"] for action in stage["actions"]]):
            yield f"Action names must be unique in a stage, but {name} is used more than once in stage {stage['name']}"
        for action in stage["actions"]:
            is_source = action["actionTypeId"]["category"] == "Source"
            if index == 0 and not is_source:
                yield (
                    f"The first stage must have source actions only, but action {action['name']} of stage "
                    f"{stage['name']} is of category {action['actionTypeId']['category']}"
                )
            elif index > 0 and is_source:
                yield f"Source actions are for the first stage only, but stage {stage['name']} has {action['name']}"


def _artifacts(stages: list[Json]) -> Iterator[str]:
    """Inputs are outputs of earlier actions; actions of a stage run by their order."""
    made: set[str] = set()
    for stage in stages:
        for action in sorted(stage["actions"], key=lambda each: each.get("runOrder", 1)):
            for artifact in action.get("inputArtifacts", []):
                if artifact["name"] not in made:
                    yield (
                        f"Input artifact {artifact['name']} of action {action['name']} is not an output artifact of an "
                        "action before it"
                    )
            for artifact in action.get("outputArtifacts", []):
                if artifact["name"] in made:
                    yield f"Output artifact names must be unique in a pipeline, but {artifact['name']} is used twice"
                made.add(artifact["name"])


def _type(pipeline: Json) -> Iterator[str]:
    """What only pipelines of type V2 have."""
    if pipeline.get("pipelineType", "V1") == "V2":
        return
    for name in ("triggers", "variables"):
        if pipeline.get(name):
            yield f"Pipeline type V1 has no {name}; set the pipeline type to V2"
    if pipeline.get("executionMode", "SUPERSEDED") != "SUPERSEDED":
        yield f"Pipeline type V1 has no execution mode {pipeline['executionMode']}; set the pipeline type to V2"


def _configuration(action: Json) -> Iterator[str]:
    name, configuration = action["name"], action.get("configuration", {})
    for key in _REQUIRED:
        if not configuration.get(key):
            yield f"Action configuration for action '{name}' is missing required configuration '{key}'"
    for key in configuration:
        if key not in (*_REQUIRED, *_OPTIONAL):
            yield f"Action configuration for action '{name}' contains unknown configuration '{key}'"
    for key, allowed in _CHOICES.items():
        if key in configuration and configuration[key].lower() not in [each.lower() for each in allowed]:
            value = configuration[key]
            yield f"Action configuration '{key}' of action '{name}' must be one of {', '.join(allowed)}, got '{value}'"


def _triggers(pipeline: Json) -> Iterator[str]:
    sources = {action["name"] for action in actions_of(pipeline) if is_connection_source(action)}
    configurations: list[Any] = [each.get("gitConfiguration") for each in pipeline.get("triggers", [])]
    names = [each["sourceActionName"] for each in configurations if each]
    for name in _repeated(names):
        yield f"A source action has one trigger, but {name} has more than one"
    for each in configurations:
        if each is None:
            yield f"A trigger of the provider {CONNECTION_SOURCE} needs a Git configuration"
            continue
        if each["sourceActionName"] not in sources:
            yield (
                f"The trigger names the source action {each['sourceActionName']}, but the pipeline has no source action "
                f"of this name with the provider {CONNECTION_SOURCE}"
            )
        for event in each.get("push", []):
            if "tags" not in event and "branches" not in event:
                yield f"A push filter of {each['sourceActionName']} has neither tags nor branches"
            elif "tags" in event and "branches" in event:
                yield f"A push filter of {each['sourceActionName']} has tags and branches; make two filters of it"
        for event in (*each.get("push", []), *each.get("pullRequest", [])):
            if "filePaths" in event and "branches" not in event:
                yield f"A filter of {each['sourceActionName']} has file paths without branches; add the branches"
