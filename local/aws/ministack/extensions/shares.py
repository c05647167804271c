"""RAM's resource shares: they are checked and remembered. No other account gets to see what is shared."""

from __future__ import annotations

import re

from ministack.core.responses import new_uuid

from . import service_model
from .connection_use import status_of
from .records import Operation, Records, arn_of, error, here, now, own_tags, without
from .resources import Resource
from .simulator import SERVICES, Json

SERVICE = "ram"
_INVALID = "InvalidParameterException"
_PRINCIPAL = re.compile(r"\d{12}|arn:[\w-]+:(organizations|iam)::\d{12}:[\w+=,.@/-]+|[\w.-]+\.amazonaws\.com")

shares = Records(SERVICE, "Resource share", absent="UnknownResourceException")


def _check(properties: Json) -> Json:
    given = {**without(properties, "Tags"), "Tags": own_tags(properties)}
    parameters = service_model.parameters_of(SERVICE, "CreateResourceShare", given)
    service_model.checked(SERVICE, "CreateResourceShare", parameters, _INVALID)
    for principal in parameters.get("principals", []):
        if not _PRINCIPAL.fullmatch(principal):
            raise error(SERVICE, _INVALID, f"Principal ID {principal} is malformed. Verify the ID and try again.")
    for arn in parameters.get("resourceArns", []):
        parts = arn.split(":")
        if len(parts) < 6 or parts[0] != "arn":
            message = f"The specified resource ARN {arn} is not valid. Verify the ARN and try again."
            raise error(SERVICE, "MalformedArnException", message)
        if parts[2] in SERVICES and status_of(arn) == "MISSING":
            raise error(SERVICE, "UnknownResourceException", f"Resource {arn} could not be found.")
    return parameters


def _shown(record: Json) -> Json:
    names = ("resourceShareArn", "name", "owningAccountId", "allowExternalPrincipals", "status", "featureSet", "tags")
    return {name: record[name] for name in (*names, "creationTime", "lastUpdatedTime")}


def get_resource_shares(parameters: Json) -> Json:
    if parameters.get("resourceOwner") not in ("SELF", "OTHER-ACCOUNTS"):
        raise error(SERVICE, _INVALID, "resourceOwner must be SELF or OTHER-ACCOUNTS")
    wanted, name = parameters.get("resourceShareArns"), parameters.get("name")
    own = parameters["resourceOwner"] == "SELF"
    found = [_shown(record) for record in shares if own and (not name or record["name"] == name)]
    return {"resourceShares": [each for each in found if not wanted or each["resourceShareArn"] in wanted]}


def get_resource_share_associations(parameters: Json) -> Json:
    kind = parameters.get("associationType")
    if kind not in ("PRINCIPAL", "RESOURCE"):
        raise error(SERVICE, _INVALID, "associationType must be PRINCIPAL or RESOURCE")
    wanted = parameters.get("resourceShareArns")
    found = [
        {
            **{name: record[name] for name in ("resourceShareArn", "creationTime", "lastUpdatedTime")},
            **{"resourceShareName": record["name"], "associatedEntity": entity, "associationType": kind},
            "status": "ASSOCIATED",
        }
        for record in shares
        if not wanted or record["resourceShareArn"] in wanted
        for entity in record["principals" if kind == "PRINCIPAL" else "resourceArns"]
    ]
    return {"resourceShareAssociations": found}


OPERATIONS: dict[str, Operation] = {
    "GetResourceShareAssociations": get_resource_share_associations,
    "GetResourceShares": get_resource_shares,
}


class ResourceShare:
    """AWS::RAM::ResourceShare."""

    def read(self, arn: str) -> Resource:
        record = shares.get(arn)
        attributes = {
            "Arn": arn,
            "Status": record["status"],
            "CreationTime": str(record["creationTime"]),
            "LastUpdatedTime": str(record["lastUpdatedTime"]),
            "FeatureSet": record["featureSet"],
            "OwningAccountId": record["owningAccountId"],
        }
        return Resource(arn, attributes)

    def create(self, properties: Json) -> Resource:
        return self._put(arn_of(SERVICE, f"resource-share/{new_uuid()}"), properties, now())

    def update(self, arn: str, old: Json, new: Json) -> Resource:
        return self._put(arn, new, shares.get(arn)["creationTime"])

    def delete(self, arn: str) -> None:
        if arn not in shares:
            raise error(SERVICE, "ResourceNotFoundException", f"Resource share does not exist: {arn}")
        shares.remove(arn)

    def _put(self, arn: str, properties: Json, created: float) -> Resource:
        parameters = _check(properties)
        record = {
            **{"allowExternalPrincipals": True, "tags": [], **parameters},
            **{name: parameters.get(name, []) for name in ("principals", "resourceArns", "sources", "permissionArns")},
            "resourceShareArn": arn,
            "owningAccountId": here().account,
            "status": "ACTIVE",
            "featureSet": "STANDARD",
            "creationTime": created,
            "lastUpdatedTime": now(),
        }
        shares.put(arn, record)
        return self.read(arn)
