"""Small corrections to ministack that need no module of their own."""

from __future__ import annotations

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import sns


def _ignore_default_topic_policies() -> None:
    """A topic's default policy is for its owner's account as such: it must not stand in for a role's own permission."""
    policy_of = sns.topic_policy_for_arn

    def topic_policy_for_arn(arn: str) -> tuple[str, str] | None:
        found = policy_of(arn)
        return None if found and "__default_policy_ID" in (found[0] or "") else found

    sns.topic_policy_for_arn = topic_policy_for_arn


def _count_loopback_as_tls() -> None:
    """So that bucket policies that refuse plain HTTP, like that of CDK's bootstrap bucket, can stay as they are."""
    pin = iam_evaluator.pin_request_origin

    def pin_request_origin(source_ip: str, secure_transport: bool) -> None:
        pin(source_ip, True)

    iam_evaluator.pin_request_origin = pin_request_origin
    app.pin_request_origin = pin_request_origin  # imported by value


def install() -> None:
    """Applies them all."""
    _ignore_default_topic_policies()
    _count_loopback_as_tls()
