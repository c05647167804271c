"""The endpoints of an app: function URLs, APIs, load balancers, websites of buckets.

Each decides itself who may call it. A request to one is served by its own handler, and by nothing else of ministack.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from ministack import app
from ministack.services import s3

from .request import Request
from .simulator import Response

_WEBSITE = re.compile(r"([^.]+)\.s3-website[.-]", re.IGNORECASE)


def handler_of(request: Request) -> Callable[[], Awaitable[Response | None]] | None:
    """The handler of the endpoint that a request is for; None if it is for none."""
    if not request.is_loopback:
        return None
    call = (request.host, request.path, request.method, request.headers, request.body, request.query)
    raw_query = request.scope.get("query_string", b"").decode("latin-1")
    if app._parse_lambda_url(request.host, request.path):
        return lambda: app._handle_lambda_url_request(*call)
    if app._parse_execute_api_url(request.host, request.path):
        return lambda: app._handle_execute_api_request(*call, raw_path=request.raw_path, raw_query_string=raw_query)
    if app._is_potential_alb_request(request.host, request.path):
        return lambda: app._handle_alb_request(*call, raw_query, request.raw_path)
    if request.method in ("GET", "HEAD") and (index := _index_of_website(request.host)) is not None:
        path = request.path + index if request.path.endswith("/") else request.path
        # A query could name another operation of S3, and a website takes none.
        return lambda: app._handle_s3_vhost_request(request.host, path, request.method, request.headers, b"", {})
    return None


def _index_of_website(host: str) -> str | None:
    """The name of the index documents of a website; None if no bucket with a website has this host."""
    name = _WEBSITE.match(host)
    for (_account, bucket), configuration in s3._bucket_websites.to_dict().items():
        if name and bucket == name[1].lower():
            suffix = re.search(r"<Suffix>([^<]+)</Suffix>", configuration)
            return suffix[1] if suffix else ""
    return None


def action_of(request: Request) -> str:
    """The IAM action of a request to an endpoint."""
    if _WEBSITE.match(request.host):
        return "s3:GetObject"
    is_function = app._parse_lambda_url(request.host, request.path) is not None
    return "lambda:InvokeFunctionUrl" if is_function else "execute-api:Invoke"
