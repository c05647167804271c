"""Which operation a request names: decided once, by the protocol of its service.

IAM and the services of ministack look for it in different places, each taking what it finds first. A request that could be
read in two ways is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs

from ministack import app
from ministack.core import iam_actions

from .request import Request

_TARGET = re.compile(r"[\w.]+\.\w+")
_JSON = re.compile(r"application/x-amz-json-1\.[01]", re.IGNORECASE)
_FORM = re.compile(r"application/x-www-form-urlencoded(?:; ?charset=[uU][tT][fF]-8)?")  # as IAM spells it here
_CBOR_PATH = re.compile(r"/service/([\w.]+)/operation/(\w+)")
_QUERY = {"query", "ec2"}

# The models of services for which ministack has another name, or that have more than one model.
_MODELS = {
    "documentdb": ["docdb"],
    "elasticloadbalancing": ["elb", "elbv2"],
    "elasticmapreduce": ["emr"],
    "monitoring": ["cloudwatch"],
    "ses": ["ses", "sesv2"],
    "states": ["stepfunctions"],
    "tagging": ["resourcegroupstaggingapi"],
}


@lru_cache
def _protocols(service: str) -> frozenset[str]:
    """The protocols of a service in its model; none for one that has no model."""
    protocols: set[str] = {"query"} if service == "sqs" else set()  # older SDKs use it
    for name in _MODELS.get(service) or iam_actions._BOTOCORE_SERVICE_MAP.get(service) or [service]:
        metadata = iam_actions._load_botocore_model(name).get("metadata", {})
        protocols.update(metadata.get("protocols") or [metadata.get("protocol") or "unknown"])
    return frozenset(protocols)


def _form_of(request: Request) -> dict[str, list[str]]:
    """The parameters in the body, decoded, if the service may read it as a form."""
    headers = dict(request.headers)
    body = app._decompress_request_body(app._decode_aws_chunked_body(request.body, headers), headers)
    content_type, protocols = headers.get("content-type", ""), _protocols(request.service)
    is_json = bool(request.values("x-amz-target")) and "json" in protocols and _JSON.fullmatch(content_type) is not None
    may_be_form = "form" in content_type.lower() or bool(protocols & {*_QUERY, "unknown"})
    return parse_qs(body.decode("latin-1"), keep_blank_values=True) if may_be_form and not is_json and b"=" in body else {}


def problem(request: Request) -> str | None:
    """Why it is not certain which operation a request names; None if it is."""
    protocols, targets, form = _protocols(request.service), request.values("x-amz-target"), _form_of(request)
    content_type = request.headers.get("content-type", "")
    known = "unknown" not in protocols
    actions = [*request.query.get("Action", []), *form.get("Action", [])]
    if cbor_target(request.path) and (targets or actions or request.values("x-amzn-target")):
        return "The path names the operation, and nothing else may name one"
    if targets:
        is_one = len(targets) == 1 and _TARGET.fullmatch(targets[0]) is not None and not actions
        is_json = _JSON.fullmatch(content_type) is not None and (not known or "json" in protocols)
        return None if is_one and is_json else "X-Amz-Target is for JSON, and names one operation"
    if actions:
        is_query = len(actions) == 1 and (not known or bool(protocols & _QUERY))
        is_place = request.path == "/" or request.service == "sqs"
        in_query = [name for name in request.query if not name.lower().startswith("x-amz-")]
        is_form = _FORM.fullmatch(content_type) is not None and not in_query if form else True
        return None if is_query and is_form and is_place else "Action is for a form, at the path /, and names one operation"
    return None


def cbor_target(path: str) -> str | None:
    """The API and the operation that the path of a request in CBOR names, as X-Amz-Target names them."""
    match = _CBOR_PATH.fullmatch(path)
    return f"{match[1]}.{match[2]}" if match else None


def cbor_operation(path: str) -> str | None:
    """The operation alone."""
    target = cbor_target(path)
    return target and target.rpartition(".")[2]
