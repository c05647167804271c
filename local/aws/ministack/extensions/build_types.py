"""The resource types of CodeBuild that are more than remembered."""

from __future__ import annotations

from typing import Any

from . import builds, service_model
from .builds import SERVICE, credentials, projects
from .records import own_tags, without
from .resources import Resource
from .simulator import Json, ServiceError


class Project:
    """AWS::CodeBuild::Project, with its webhook."""

    def read(self, name: str) -> Resource:
        return Resource(name, {"Arn": projects.get(name)["arn"], "Id": name})

    def create(self, properties: Json) -> Resource:
        name = builds.create_project(_parameters_of(properties))["project"]["name"]
        try:
            self._complete(name, properties)
        except ServiceError:
            projects.remove(name)
            raise
        return self.read(name)

    def update(self, name: str, old: Json, new: Json) -> Resource:
        before = projects.get(name)
        builds.change_project(without(before, "webhook"), _parameters_of({**new, "Name": name}))
        try:
            self._complete(name, new)
        except ServiceError:
            projects.put(name, before)
            raise
        return self.read(name)

    def delete(self, name: str) -> None:
        projects.remove(name)

    def _complete(self, name: str, properties: Json) -> None:
        """What CloudFormation does by calls of its own."""
        projects.get(name)["projectVisibility"] = properties.get("Visibility", "PRIVATE")
        triggers: Any = properties.get("Triggers") or {}
        if str(triggers.get("Webhook", False)).lower() != "true":
            return
        scope = triggers.get("ScopeConfiguration")
        scoped = {"ScopeConfiguration": {"Scope": "GITHUB_ORGANIZATION", **scope}} if scope else {}
        given = {**without(triggers, "Webhook"), **scoped, "ProjectName": name}
        builds.create_webhook(service_model.parameters_of(SERVICE, "CreateWebhook", given))


def _parameters_of(properties: Json) -> Json:
    given = {**without(properties, "Visibility"), "Tags": own_tags(properties)}
    return service_model.parameters_of(SERVICE, "CreateProject", given)


class SourceCredential:
    """AWS::CodeBuild::SourceCredential."""

    def read(self, arn: str) -> Resource:
        return Resource(credentials.get(builds.server_of(arn))["arn"], {"Arn": arn})

    def create(self, properties: Json) -> Resource:
        return self._put(properties, overwrite=False)

    def update(self, arn: str, old: Json, new: Json) -> Resource:
        return self._put(new, overwrite=True)

    def delete(self, arn: str) -> None:
        credentials.remove(builds.server_of(arn))

    def _put(self, properties: Json, overwrite: bool) -> Resource:
        parameters = service_model.parameters_of(SERVICE, "ImportSourceCredentials", properties)
        return self.read(builds.import_source_credentials({**parameters, "shouldOverwrite": overwrite})["arn"])
