"""`AWS::S3::Bucket`: its tags, by which CDK knows that it may empty a bucket, and no deletion of one with objects."""

from __future__ import annotations

import re

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from .simulator import Json


def _put_tags(bucket: str, tags: dict[str, str]) -> None:
    s3._bucket_tags[bucket] = tags


def _delete_tags(bucket: str) -> None:
    s3._bucket_tags.pop(bucket, None)


def _delete(bucket: str, _properties: Json) -> None:
    status, _, body = s3._delete_bucket(bucket)
    if status >= 400 and status != 404:
        message = re.search(r"<Message>(.*?)</Message>", body.decode())
        raise ValueError(f"{message[1] if message else body.decode()} (Service: S3, Status Code: {status})")


def install() -> None:
    """Adds the tags, and those of the stack, and replaces the deletion."""
    tags = ("Tags", provisioners._tag_map, _put_tags, _delete_tags)
    provisioners._S3_BUCKET_CONFIGURATIONS = (*provisioners._S3_BUCKET_CONFIGURATIONS, tags)
    provisioners._STACK_TAG_PROPERTY["AWS::S3::Bucket"] = ("Tags", "list")
    provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]["delete"] = _delete
