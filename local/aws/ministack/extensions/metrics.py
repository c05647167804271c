"""The embedded metric format: metrics in a function's log lines become CloudWatch metrics, as on AWS."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from ministack.services import cloudwatch, cloudwatch_logs, lambda_svc


class Metric(NamedTuple):
    """One value of a metric."""

    namespace: str
    name: str
    value: float
    unit: str
    dimensions: dict[str, str]


def metrics_of(line: str) -> Iterator[Metric]:
    """The metrics in a log line. Raises ValueError, KeyError or TypeError when it is not in the format."""
    document = json.loads(line[line.index("{") :])
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    yield Metric(directive["Namespace"], metric["Name"], value, metric.get("Unit", "None"), dimensions)


def _record(log: str) -> None:
    recorded = False
    for line in log.splitlines():
        if '"_aws"' not in line:
            continue
        try:
            for metric in metrics_of(line):
                cloudwatch.record_metric(*metric)
                recorded = True
        except (ValueError, KeyError, TypeError) as error:
            print(f"a log line is not in the embedded metric format: {error!r}", file=sys.stderr)
    if recorded:
        cloudwatch._evaluate_all_alarms()


def install() -> None:
    """Reads each function's log on its way to CloudWatch Logs."""
    emit_logs = lambda_svc._emit_lambda_logs

    def emit(function: dict[str, Any], request_id: str, log: str, *rest: Any, **named: Any) -> None:
        config = function.get("config") or function
        name, group = config.get("FunctionName"), (config.get("LoggingConfig") or {}).get("LogGroup")
        # AWS makes the default log group. A late run must not bring back the log group of a stack that is gone.
        is_made = name in lambda_svc._functions and group in (None, f"/aws/lambda/{name}")
        if is_made or group in cloudwatch_logs._log_groups:
            emit_logs(function, request_id, log, *rest, **named)
        _record(log or "")

    lambda_svc._emit_lambda_logs = emit
