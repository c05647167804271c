"""CodePipeline's pipelines: checked and remembered, never run. What would start one makes an execution that stops."""

from __future__ import annotations

from ministack.core.responses import new_uuid

from . import service_model
from .connection_use import status_of
from .pipeline_structure import actions_of, is_connection_source, problems
from .records import Operation, Place, Records, arn_of, error, here, now, own_tags, without
from .resources import Resource
from .service_roles import is_assumable, may_read
from .simulator import Json

SERVICE = "codepipeline"
NOT_RUN = "The local AWS does not run pipelines"
_PRINCIPAL = "codepipeline.amazonaws.com"
_STRUCTURE = "InvalidStructureException"
_EXECUTIONS_KEPT = 100

pipelines = Records(SERVICE, "Pipeline", absent="PipelineNotFoundException")


def _check(operation: str, parameters: Json) -> Json:
    service_model.checked(SERVICE, operation, parameters, "ValidationException")
    pipeline: Json = parameters["pipeline"]
    found = problems(pipeline)
    role_arn, arn = pipeline["roleArn"], arn_of(SERVICE, pipeline["name"])
    if not found and not is_assumable(role_arn, _PRINCIPAL, arn):
        found = [f"CodePipeline is not authorized to perform AssumeRole on role {role_arn}"]
    if found:
        raise error(SERVICE, _STRUCTURE, "; ".join(found))
    return pipeline


def _connections_of(pipeline: Json) -> Json:
    """The status of each connection when the pipeline is made: the provider has no webhook for one that is pending."""
    sources = [action["configuration"] for action in actions_of(pipeline) if is_connection_source(action)]
    return {source["ConnectionArn"]: status_of(source["ConnectionArn"]) for source in sources}


def create_pipeline(parameters: Json) -> Json:
    pipeline = _check("CreatePipeline", parameters)
    name = pipeline["name"]
    if name in pipelines:
        message = f"A pipeline with the name {name} already exists in account {here().account}"
        raise error(SERVICE, "PipelineNameInUseException", message)
    record = {
        "pipeline": {"executionMode": "SUPERSEDED", "pipelineType": "V1", **pipeline, "version": 1},
        "metadata": {"pipelineArn": arn_of(SERVICE, name), "created": now(), "updated": now()},
        "tags": parameters.get("tags", []),
        "connections": _connections_of(pipeline),
        "executions": [],
    }
    pipelines.put(name, record)
    _record(record, {"trigger": {"triggerType": "CreatePipeline", "triggerDetail": ""}})
    return {"pipeline": record["pipeline"], "tags": record["tags"]}


def update_pipeline(parameters: Json) -> Json:
    pipeline = _check("UpdatePipeline", parameters)
    record = pipelines.get(pipeline["name"])
    version = record["pipeline"]["version"] + 1
    record["pipeline"] = {"executionMode": "SUPERSEDED", "pipelineType": "V1", **pipeline, "version": version}
    record["metadata"]["updated"] = now()
    # A webhook that the provider has stays, and one that it lacks is not made by an update of something else.
    before = record["connections"]
    record["connections"] = {arn: before.get(arn, status) for arn, status in _connections_of(pipeline).items()}
    return {"pipeline": record["pipeline"]}


def delete_pipeline(parameters: Json) -> Json:
    """AWS does not mind that there is none."""
    if parameters["name"] in pipelines:
        pipelines.remove(parameters["name"])
    return {}


def get_pipeline(parameters: Json) -> Json:
    record = pipelines.get(parameters["name"])
    return {"pipeline": record["pipeline"], "metadata": record["metadata"]}


def list_pipelines(parameters: Json) -> Json:
    names = ("name", "version", "pipelineType", "executionMode")
    times = ("created", "updated")
    summaries = [
        {
            **{name: record["pipeline"][name] for name in names},
            **{name: record["metadata"][name] for name in times},
        }
        for record in pipelines
    ]
    return {"pipelines": summaries}


def get_pipeline_state(parameters: Json) -> Json:
    record = pipelines.get(parameters["name"])
    pipeline = record["pipeline"]
    disabled = {each["stageName"]: each["reason"] for each in record.get("disabled", [])}
    stages = [
        {
            "stageName": stage["name"],
            "inboundTransitionState": {
                "enabled": stage["name"] not in disabled,
                **({"disabledReason": disabled[stage["name"]]} if stage["name"] in disabled else {}),
            },
            "actionStates": [{"actionName": action["name"]} for action in stage["actions"]],
        }
        for stage in pipeline["stages"]
    ]
    about = {"pipelineName": pipeline["name"], "pipelineVersion": pipeline["version"]}
    return {**about, "stageStates": stages, **without(record["metadata"], "pipelineArn")}


def list_pipeline_executions(parameters: Json) -> Json:
    """The newest comes first."""
    record = pipelines.get(parameters["pipelineName"])
    return {"pipelineExecutionSummaries": record["executions"][: parameters.get("maxResults", _EXECUTIONS_KEPT)]}


def get_pipeline_execution(parameters: Json) -> Json:
    record, wanted = pipelines.get(parameters["pipelineName"]), parameters["pipelineExecutionId"]
    for execution in record["executions"]:
        if execution["pipelineExecutionId"] == wanted:
            about = {"pipelineName": parameters["pipelineName"], "pipelineVersion": record["pipeline"]["version"]}
            revisions = [
                {"name": each["actionName"], **without(each, "actionName")} for each in execution["sourceRevisions"]
            ]
            shown = without(execution, "sourceRevisions", "startTime", "lastUpdateTime")
            return {"pipelineExecution": {**about, **shown, "artifactRevisions": revisions}}
    raise error(SERVICE, "PipelineExecutionNotFoundException", f"The pipeline execution {wanted} does not exist")


def list_tags(parameters: Json) -> Json:
    return {"tags": pipelines.get(parameters["resourceArn"].rsplit(":", 1)[-1])["tags"]}


def _record(record: Json, execution: Json) -> Json:
    times = {"startTime": now(), "lastUpdateTime": now()}
    status = {"pipelineExecutionId": new_uuid(), "status": "Stopped", "statusSummary": NOT_RUN}
    made = {
        **status,
        **times,
        "sourceRevisions": [],
        "executionMode": record["pipeline"]["executionMode"],
        "executionType": "STANDARD",
        **execution,
    }
    record["executions"] = [made, *record["executions"][: _EXECUTIONS_KEPT - 1]]
    return made


def pipelines_everywhere(parameters: Json) -> Json:
    """All pipelines, for the local AWS itself, which knows of each push."""
    found = [
        {
            "account": place.account,
            "region": place.region,
            "pipeline": each["pipeline"],
            "connections": each["connections"],
        }
        for place, each in pipelines.everywhere()
    ]
    return {"pipelines": found}


def may_read_source(parameters: Json) -> Json:
    """Whether the role of a source action may read a branch, for the local AWS itself."""
    pipeline = pipelines.get(parameters["name"], Place(parameters["account"], parameters["region"]))["pipeline"]
    action = next(each for each in actions_of(pipeline) if each["name"] == parameters["action"])
    source = action["configuration"]
    role_arn = action.get("roleArn", pipeline["roleArn"])
    allowed = may_read(role_arn, source["ConnectionArn"], source["FullRepositoryId"], parameters["branch"])
    return {"allowed": allowed, "roleArn": role_arn}


def record_execution(parameters: Json) -> Json:
    """An execution that a push would have started, for the local AWS itself."""
    record = pipelines.get(parameters["name"], Place(parameters["account"], parameters["region"]))
    return _record(record, parameters["execution"])


OPERATIONS: dict[str, Operation] = {
    "CreatePipeline": create_pipeline,
    "DeletePipeline": delete_pipeline,
    "GetPipeline": get_pipeline,
    "GetPipelineExecution": get_pipeline_execution,
    "GetPipelineState": get_pipeline_state,
    "ListPipelineExecutions": list_pipeline_executions,
    "ListPipelines": list_pipelines,
    "ListTagsForResource": list_tags,
    "UpdatePipeline": update_pipeline,
}


class Pipeline:
    """AWS::CodePipeline::Pipeline."""

    def read(self, name: str) -> Resource:
        record = pipelines.get(name)
        attributes = {"Version": str(record["pipeline"]["version"]), "Arn": record["metadata"]["pipelineArn"]}
        return Resource(name, attributes)

    def create(self, properties: Json) -> Resource:
        name = create_pipeline(_parameters_of("CreatePipeline", properties))["pipeline"]["name"]
        return self._complete(name, properties)

    def update(self, name: str, old: Json, new: Json) -> Resource:
        parameters = _parameters_of("CreatePipeline", {**new, "Name": name})
        update_pipeline({"pipeline": parameters["pipeline"]})
        pipelines.get(name)["tags"] = parameters["tags"]
        return self._complete(name, new)

    def delete(self, name: str) -> None:
        if name not in pipelines:
            raise error(SERVICE, "ResourceNotFoundException", f"Pipeline does not exist: {name}")
        pipelines.remove(name)

    def _complete(self, name: str, properties: Json) -> Resource:
        """What CloudFormation does by calls of its own."""
        disabled = properties.get("DisableInboundStageTransitions") or []
        pipelines.get(name)["disabled"] = [{"stageName": e["StageName"], "reason": e["Reason"]} for e in disabled]
        return self.read(name)


_NOT_DECLARED = ("Tags", "DisableInboundStageTransitions", "RestartExecutionOnUpdate", "ArtifactStores")


def _parameters_of(operation: str, properties: Json) -> Json:
    """The input of CreatePipeline. It has a map of artifact stores, where CloudFormation has a list."""
    declared = without(properties, *_NOT_DECLARED)
    stores = {each["Region"]: each["ArtifactStore"] for each in properties.get("ArtifactStores") or []}
    if stores:
        declared["ArtifactStores"] = stores
    return service_model.parameters_of(SERVICE, operation, {"Pipeline": declared, "Tags": own_tags(properties)})
