"""CodeBuild's projects with their webhooks, and source credentials: checked and remembered, and never built."""

from __future__ import annotations

from . import service_model, webhook_filters
from .connection_use import status_of
from .records import Operation, Records, arn_of, error, now, without
from .service_roles import is_assumable, may_use_connection
from .simulator import Json, ServiceError

SERVICE = "codebuild"
_PRINCIPAL = "codebuild.amazonaws.com"
_INVALID = "InvalidInputException"

projects = Records(SERVICE, "Project")
credentials = Records(SERVICE, "Source credentials")


def _refusal(message: str) -> ServiceError:
    return error(SERVICE, _INVALID, message)


def _require_role(project_arn: str, role_arn: str) -> None:
    if not is_assumable(role_arn, _PRINCIPAL, project_arn):
        raise _refusal(f"CodeBuild is not authorized to perform: sts:AssumeRole on {role_arn}")


def _connection_of(source: Json) -> str | None:
    """The connection that CodeBuild uses for a source: its own, or that of the account for the provider."""
    own = source.get("auth", {})
    if own.get("type") == "CODECONNECTIONS":
        return str(own.get("resource"))
    default = credentials.find(source["type"])
    return default["resource"] if default and default["authType"] == "CODECONNECTIONS" else None


def _require_access(source: Json, role_arn: str) -> None:
    """CodeBuild gets a token with the role while it makes a project."""
    connection = _connection_of(source)
    if connection is None:
        return
    if not may_use_connection(role_arn, connection):
        raise _refusal(f"Access denied to connection {connection}")
    status = status_of(connection)
    if status not in ("AVAILABLE", None):
        raise error(SERVICE, "OAuthProviderException", f"Failed to get access token from {connection}: it is {status}")


def _project(parameters: Json) -> Json:
    """The record of a project that is made or changed; the request is checked first."""
    arn = arn_of(SERVICE, f"project/{parameters['name']}")
    _require_role(arn, parameters["serviceRole"])
    for source in [parameters["source"], *parameters.get("secondarySources", [])]:
        _require_access(source, parameters["serviceRole"])
    defaults = {
        "timeoutInMinutes": 60,
        "queuedTimeoutInMinutes": 480,
        "encryptionKey": arn_of("kms", "alias/aws/s3"),
        "cache": {"type": "NO_CACHE"},
        "projectVisibility": "PRIVATE",
    }
    badge = {"badgeEnabled": parameters.get("badgeEnabled", False)}
    made = {"arn": arn, "created": now(), "lastModified": now(), "badge": badge}
    return {**defaults, **without(parameters, "badgeEnabled"), **made}


def create_project(parameters: Json) -> Json:
    service_model.checked(SERVICE, "CreateProject", parameters, _INVALID)
    name = parameters["name"]
    if name in projects:
        raise error(SERVICE, "ResourceAlreadyExistsException", f"Project already exists: {projects.get(name)['arn']}")
    return {"project": projects.put(name, _project(parameters))}


def change_project(before: Json, parameters: Json) -> Json:
    """Makes a project anew from all of its parameters."""
    service_model.checked(SERVICE, "CreateProject", parameters, _INVALID)
    kept: Json = {name: before[name] for name in ("created", "webhook") if name in before}
    return {"project": projects.put(before["name"], {**_project(parameters), **kept})}


def update_project(parameters: Json) -> Json:
    """What is not given stays."""
    before = projects.get(parameters["name"])
    inputs = without(before, "arn", "created", "lastModified", "badge", "webhook", "projectVisibility")
    return change_project(before, {**inputs, "badgeEnabled": before["badge"]["badgeEnabled"], **parameters})


def delete_project(parameters: Json) -> Json:
    """AWS does not mind that there is none."""
    if parameters["name"] in projects:
        projects.remove(parameters["name"])
    return {}


def batch_get_projects(parameters: Json) -> Json:
    names = [(name, name.rsplit("project/", 1)[-1]) for name in parameters["names"]]
    return {
        "projects": [projects.get(own) for _, own in names if own in projects],
        "projectsNotFound": [name for name, own in names if own not in projects],
    }


def list_projects(parameters: Json) -> Json:
    names = [project["name"] for project in projects]
    return {"projects": names[::-1] if parameters.get("sortOrder") == "DESCENDING" else names}


def _put_webhook(parameters: Json) -> Json:
    project = projects.get(parameters["projectName"])
    source = project["source"]
    found = webhook_filters.problems(source, parameters)
    if not found and not source.get("auth") and source["type"] not in credentials:
        found = [f"Could not find access token for server type {source['type'].lower()}"]
    if found:
        raise _refusal("; ".join(found))
    project["webhook"] = {"url": source.get("location", ""), "status": "ACTIVE", **without(parameters, "projectName")}
    return {"webhook": project["webhook"]}


def create_webhook(parameters: Json) -> Json:
    service_model.checked(SERVICE, "CreateWebhook", parameters, _INVALID)
    project = projects.get(parameters["projectName"])
    if "webhook" in project:
        raise error(SERVICE, "ResourceAlreadyExistsException", f"Webhook for {project['arn']} already exists")
    return _put_webhook(parameters)


def update_webhook(parameters: Json) -> Json:
    service_model.checked(SERVICE, "UpdateWebhook", parameters, _INVALID)
    before = _webhook_of(projects.get(parameters["projectName"]))
    kept = without(before, "url", "status")
    return _put_webhook({**kept, **without(parameters, "rotateSecret")})


def delete_webhook(parameters: Json) -> Json:
    project = projects.get(parameters["projectName"])
    _webhook_of(project)
    del project["webhook"]
    return {}


def _webhook_of(project: Json) -> Json:
    if "webhook" not in project:
        raise error(SERVICE, "ResourceNotFoundException", f"{project['arn']} has no webhook")
    webhook: Json = project["webhook"]
    return webhook


def import_source_credentials(parameters: Json) -> Json:
    service_model.checked(SERVICE, "ImportSourceCredentials", parameters, _INVALID)
    server, token = parameters["serverType"], parameters["token"]
    if server in credentials and not parameters.get("shouldOverwrite", True):
        message = f"Access token with server type {server} already exists. Delete its source credential and try again."
        raise error(SERVICE, "ResourceAlreadyExistsException", message)
    is_reference = parameters["authType"] in ("CODECONNECTIONS", "SECRETS_MANAGER")
    if parameters["authType"] == "CODECONNECTIONS" and status_of(token) == "MISSING":
        raise _refusal(f"Connection {token} does not exist")
    arn = arn_of(SERVICE, f"token/{server.lower()}")
    record = {"arn": arn, "serverType": server, "authType": parameters["authType"]}
    credentials.put(server, {**record, **({"resource": token} if is_reference else {})})
    return {"arn": arn}


def list_source_credentials(parameters: Json) -> Json:
    return {"sourceCredentialsInfos": list(credentials)}


def delete_source_credentials(parameters: Json) -> Json:
    return {"arn": credentials.remove(server_of(parameters["arn"]))["arn"]}


def server_of(arn: str) -> str:
    return arn.rsplit("token/", 1)[-1].upper()


OPERATIONS: dict[str, Operation] = {
    "BatchGetProjects": batch_get_projects,
    "CreateProject": create_project,
    "CreateWebhook": create_webhook,
    "DeleteProject": delete_project,
    "DeleteSourceCredentials": delete_source_credentials,
    "DeleteWebhook": delete_webhook,
    "ImportSourceCredentials": import_source_credentials,
    "ListProjects": list_projects,
    "ListSourceCredentials": list_source_credentials,
    "UpdateProject": update_project,
    "UpdateWebhook": update_webhook,
}
