"""`AWS::Lambda::Function`: inline code as on AWS, code that exists, and processes that end with their function."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from .simulator import Json, Response

_INLINE = Path(__file__).resolve().parents[1] / "runtimes" / "inline"


def zip_inline(source: str | None, _handler: str, runtime: str = "") -> bytes | None:
    """The archive of inline code: a file named index, with the module that responds to CloudFormation, as on AWS."""
    if not source:
        return None
    is_node = runtime.startswith("nodejs")
    name, module = ("index.js", "cfn-response.js") if is_node else ("index.py", "cfnresponse.py")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as entries:
        entries.writestr(name, source)
        entries.writestr(f"node_modules/{module}" if is_node else module, (_INLINE / module).read_text())
    return archive.getvalue()


def install() -> None:
    """Wraps the type's operations and the update by the API."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create_function, delete_function = provisioners._lambda_create, provisioners._lambda_delete
    update_configuration = lambda_svc._update_config

    def create(logical_id: str, properties: Json, stack_name: str) -> tuple[str, Json]:
        code = properties.get("Code") or {}
        bucket, key = code.get("S3Bucket"), code.get("S3Key")
        if bucket and key and lambda_svc._fetch_code_from_s3(bucket, key, version_id=code.get("S3ObjectVersion")) is None:
            raise ValueError(
                "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not "
                f"exist: s3://{bucket}/{key}"
            )
        created: tuple[str, Json] = create_function(logical_id, properties, stack_name)
        return created

    def delete(physical_id: str, properties: Json) -> None:
        delete_function(physical_id, properties)
        lambda_runtime.invalidate_worker(physical_id, account=get_account_id(), region=get_region())

    def update_config(name: str, data: Json) -> Response:
        response: Response = update_configuration(name, data)
        # ministack keeps the processes for some changes, such as that of the role.
        lambda_runtime.invalidate_worker(name, "$LATEST", get_account_id(), get_region())
        return response

    provisioners._zip_inline = zip_inline
    provisioners._lambda_create = handler["create"] = create
    provisioners._lambda_delete = handler["delete"] = delete
    lambda_svc._update_config = update_config
