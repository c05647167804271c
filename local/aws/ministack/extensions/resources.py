"""The lifecycle of each resource, as CloudFormation's own handlers implement it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from .connection_use import status_of
from .simulator import NEW, OLD, Json, ServiceError, call, once_visible, tags_of

# Of links and sync configurations, CloudFormation's attribute has another name for one provider than the API.
_PROVIDER_NAMES = {"GitHubEnterpriseServer": "GitHubEnterprise"}
_HOST_POLL_SECONDS = 0.2
_HOST_WAIT_SECONDS = 1800


class Resource(NamedTuple):
    """A resource as CloudFormation sees it: its primary identifier, and its attributes."""

    identifier: str
    attributes: Json


def pick(properties: Json, *names: str) -> Json:
    """The properties of these names that are set."""
    return {name: properties[name] for name in names if properties.get(name) not in (None, "", [])}


def with_provider_name(model: Json) -> Json:
    """The model of a link or a sync configuration with CloudFormation's name of the provider."""
    provider = model.get("ProviderType")
    return {**model, "ProviderType": _PROVIDER_NAMES.get(provider, provider)}


def retag(service: str, arn: str, old: Json, new: Json) -> None:
    """Changes the tags of a resource from the old properties' to the new ones'."""
    before, after = ({tag["Key"]: tag["Value"] for tag in side.get("Tags") or []} for side in (old, new))
    removed = [key for key in before if key not in after]
    changed = [{"Key": key, "Value": value} for key, value in after.items() if before.get(key) != value]
    if removed:
        call(service, "UntagResource", {"ResourceArn": arn, "TagKeys": removed})
    if changed:
        call(service, "TagResource", {"ResourceArn": arn, "Tags": changed})


def settled_or_deleted(resource: Any, identifier: str, settle: Callable[[str], Resource]) -> Resource:
    """Waits for what has just been created. When that fails, it is deleted: nobody else knows its identifier."""
    try:
        return once_visible(settle, identifier)
    except Exception:
        with suppress(ServiceError, RuntimeError):
            resource.delete(identifier)
        raise


class Connection:
    """AWS::CodeConnections::Connection and AWS::CodeStarConnections::Connection."""

    def __init__(self, service: str) -> None:
        self.service = service

    def read(self, arn: str) -> Resource:
        connection = call(self.service, "GetConnection", {"ConnectionArn": arn})["Connection"]
        return Resource(arn, pick(connection, "ConnectionArn", "ConnectionStatus", "OwnerAccountId"))

    def model(self, arn: str) -> Json:
        connection = call(self.service, "GetConnection", {"ConnectionArn": arn})["Connection"]
        return {**connection, "Tags": tags_of(self.service, arn)}

    def create(self, properties: Json) -> Resource:
        request = pick(properties, "ConnectionName", "ProviderType", "ProviderEndpoint", "HostArn", "Tags")
        arn = call(self.service, "CreateConnection", request)["ConnectionArn"]
        return settled_or_deleted(self, arn, self.read)

    def update(self, arn: str, old: Json, new: Json) -> Resource:
        retag(self.service, arn, old, new)
        return self.read(arn)

    def delete(self, arn: str) -> None:
        call(self.service, "DeleteConnection", {"ConnectionArn": arn})

    def list(self) -> list[str]:
        return [item["ConnectionArn"] for item in _pages(self.service, "ListConnections", "Connections")]


class Host:
    """AWS::CodeConnections::Host."""

    def read(self, arn: str) -> Resource:
        status = call(NEW, "GetHost", {"HostArn": arn})["Status"]
        return Resource(arn, {"HostArn": arn, "HostId": arn.split("host/")[1], "Status": status})

    def model(self, arn: str) -> Json:
        host = call(NEW, "GetHost", {"HostArn": arn})
        return {**host, **self.read(arn).attributes, "Tags": tags_of(NEW, arn)}

    def create(self, properties: Json) -> Resource:
        request = pick(properties, "Name", "ProviderType", "ProviderEndpoint", "VpcConfiguration", "Tags")
        arn = call(NEW, "CreateHost", request)["HostArn"]
        return settled_or_deleted(self, arn, self._settled)

    def update(self, arn: str, old: Json, new: Json) -> Resource:
        if any(old.get(name) != new.get(name) for name in ("ProviderEndpoint", "VpcConfiguration")):
            call(NEW, "UpdateHost", {"HostArn": arn, **pick(new, "ProviderEndpoint", "VpcConfiguration")})
        retag(NEW, arn, old, new)
        return self._settled(arn)

    def delete(self, arn: str) -> None:
        call(NEW, "DeleteHost", {"HostArn": arn})
        self._wait(arn, "VPC_CONFIG_DELETING")

    def list(self) -> list[str]:
        return [item["HostArn"] for item in _pages(NEW, "ListHosts", "Hosts")]

    def _settled(self, arn: str) -> Resource:
        status = self._wait(arn, "VPC_CONFIG_INITIALIZING")
        if status == "VPC_CONFIG_FAILED_INITIALIZATION":
            raise RuntimeError(f"the VPC configuration of {arn} could not be initialized")
        return self.read(arn)

    def _wait(self, arn: str, passing: str) -> str:
        """The status that follows a passing one."""
        deadline = time.monotonic() + _HOST_WAIT_SECONDS
        while (status := self.read(arn).attributes["Status"]) == passing:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{arn} is still {passing} after {_HOST_WAIT_SECONDS} seconds")
            time.sleep(_HOST_POLL_SECONDS)
        return status


class RepositoryLink:
    """AWS::CodeStarConnections::RepositoryLink. Its handlers for reading and deleting look at its connection, too."""

    def read(self, arn: str) -> Resource:
        return self._resource(self._get(arn))

    def model(self, arn: str) -> Json:
        return {**with_provider_name(self._get(arn)), "Tags": tags_of(OLD, arn)}

    def create(self, properties: Json) -> Resource:
        request = pick(properties, "ConnectionArn", "OwnerId", "RepositoryName", "EncryptionKeyArn", "Tags")
        return self._resource(call(OLD, "CreateRepositoryLink", request)["RepositoryLinkInfo"])

    def update(self, arn: str, old: Json, new: Json) -> Resource:
        wanted = pick(new, "ConnectionArn", "EncryptionKeyArn")
        changed = {name: value for name, value in wanted.items() if old.get(name) != value}
        if changed:
            call(OLD, "UpdateRepositoryLink", {"RepositoryLinkId": _last(arn), **changed})
        retag(OLD, arn, old, new)
        return self.read(arn)

    def delete(self, arn: str) -> None:
        self._get(arn)
        call(OLD, "DeleteRepositoryLink", {"RepositoryLinkId": _last(arn)})

    def list(self) -> list[str]:
        return [item["RepositoryLinkArn"] for item in _pages(OLD, "ListRepositoryLinks", "RepositoryLinks")]

    def _get(self, arn: str) -> Json:
        link: Json = call(OLD, "GetRepositoryLink", {"RepositoryLinkId": _last(arn)})["RepositoryLinkInfo"]
        connection = link["ConnectionArn"]
        if status_of(connection) == "MISSING":
            raise RuntimeError(f"Connection {connection} of repository link {arn} not found")
        return link

    def _resource(self, link: Json) -> Resource:
        attributes = pick(with_provider_name(link), "RepositoryLinkArn", "RepositoryLinkId", "ProviderType")
        return Resource(link["RepositoryLinkArn"], attributes)


class SyncConfiguration:
    """AWS::CodeStarConnections::SyncConfiguration."""

    _INPUTS = (
        *("ResourceName", "SyncType", "Branch", "ConfigFile", "RepositoryLinkId", "RoleArn"),
        *("PublishDeploymentStatus", "TriggerResourceUpdateOn"),
    )

    def read(self, identifier: str) -> Resource:
        return self._resource(self.model(identifier))

    def model(self, identifier: str) -> Json:
        configuration = call(OLD, "GetSyncConfiguration", self._key(identifier))["SyncConfiguration"]
        return with_provider_name(configuration)

    def create(self, properties: Json) -> Resource:
        return self._resource(
            call(OLD, "CreateSyncConfiguration", pick(properties, *self._INPUTS))["SyncConfiguration"]
        )

    def update(self, identifier: str, old: Json, new: Json) -> Resource:
        return self._resource(call(OLD, "UpdateSyncConfiguration", pick(new, *self._INPUTS))["SyncConfiguration"])

    def delete(self, identifier: str) -> None:
        self.model(identifier)  # fails if there is none: Delete declares no such error
        call(OLD, "DeleteSyncConfiguration", self._key(identifier))

    def list(self) -> list[str]:
        return [
            f"{item['ResourceName']}|{item['SyncType']}"
            for link in _pages(OLD, "ListRepositoryLinks", "RepositoryLinks")
            for item in _pages(
                *(OLD, "ListSyncConfigurations", "SyncConfigurations"),
                RepositoryLinkId=link["RepositoryLinkId"],
                SyncType="CFN_STACK_SYNC",
            )
        ]

    def _key(self, identifier: str) -> Json:
        name, sync_type = identifier.split("|")
        return {"ResourceName": name, "SyncType": sync_type}

    def _resource(self, configuration: Json) -> Resource:
        identifier = f"{configuration['ResourceName']}|{configuration['SyncType']}"
        return Resource(identifier, pick(with_provider_name(configuration), "OwnerId", "ProviderType", "RepositoryName"))


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _pages(service: str, operation: str, member: str, **parameters: Any) -> list[Json]:
    items: list[Json] = []
    token: Json = {}
    while True:
        page = call(service, operation, {**parameters, "MaxResults": 100, **token})
        items += page.get(member, [])
        if not page.get("NextToken"):
            return items
        token = {"NextToken": page["NextToken"]}
