"""The tags of `AWS::S3::Bucket`: CDK empties only a bucket with its tag."""

from __future__ import annotations

from ministack.services import s3
from ministack.services.cloudformation import provisioners


def _put(bucket: str, tags: dict[str, str]) -> None:
    s3._bucket_tags[bucket] = tags


def _delete(bucket: str) -> None:
    s3._bucket_tags.pop(bucket, None)


def install() -> None:
    """Adds them to the properties that a bucket keeps, and the tags of the stack to them."""
    tags = ("Tags", provisioners._tag_map, _put, _delete)
    provisioners._S3_BUCKET_CONFIGURATIONS = (*provisioners._S3_BUCKET_CONFIGURATIONS, tags)
    provisioners._STACK_TAG_PROPERTY["AWS::S3::Bucket"] = ("Tags", "list")
