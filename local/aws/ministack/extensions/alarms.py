"""Alarms as in CloudWatch: on one metric with exactly its dimensions, period by period, and on missing data."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch

_SECONDS = 1  # AWS looks once a minute

_BREACHES = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}

Alarm = dict[str, Any]


def values_of(alarm: Alarm, points: list[dict[str, Any]], now: float) -> list[float | None]:
    """The value of each evaluated period, None where there is none. The running period counts once it has data."""
    period, count = alarm["Period"], alarm["EvaluationPeriods"]
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    running = int(now // period)
    by_period: dict[int, list[dict[str, Any]]] = {}
    for point in points:
        by_period.setdefault(int(point["Timestamp"] // period), []).append(point)
    last = running if running in by_period else running - 1
    values = []
    for index in range(last - count + 1, last + 1):
        inside = by_period.get(index, [])
        stats = cloudwatch._calc_stats(inside)
        values.append(cloudwatch._stat_value(stats, statistic, inside) if stats else None)
    return values


def state_of(alarm: Alarm, values: list[float | None]) -> str | None:
    """The new state of an alarm; None if it keeps its state."""
    breaches = _BREACHES[alarm["ComparisonOperator"]]
    needed = alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    treatment = alarm.get("TreatMissingData") or "missing"
    known = [value for value in values if value is not None]
    missing = len(values) - len(known)
    breaching = sum(breaches(value, alarm["Threshold"]) for value in known)
    fine = len(known) - breaching
    breaching += missing if treatment == "breaching" else 0
    fine += missing if treatment == "notBreaching" else 0
    if breaching >= needed:
        return "ALARM"
    if fine > len(values) - needed:
        return "OK"
    return "INSUFFICIENT_DATA" if treatment == "missing" and not known else None


def evaluate(alarm: Alarm) -> None:
    """Sets the state of an alarm from its metric. A change runs its actions."""
    if alarm.get("ComparisonOperator") not in _BREACHES or not alarm.get("MetricName"):
        return  # anomaly detection and metric math are not evaluated
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions") or []))
    points = cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], dimensions)) or []
    values = values_of(alarm, points, time.time())
    old, new = alarm["StateValue"], state_of(alarm, values)
    if new in (None, old):
        return
    shown = ", ".join("none" if value is None else f"{value:g}" for value in values)
    reason = f"Threshold Crossed: {alarm['ComparisonOperator']} {alarm['Threshold']:g}, by period: {shown}"
    alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], old, new, reason)
    cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def _evaluate_all_for_ever() -> None:
    while True:
        time.sleep(_SECONDS)
        for (account, region, _), alarm in list(cloudwatch._alarms._data.items()):
            responses.set_request_account_id(account)
            responses.set_request_region(region)
            try:
                evaluate(alarm)
            except Exception:
                logging.getLogger("alarms").exception("an alarm cannot be evaluated: %s", alarm.get("AlarmName"))


def install() -> None:
    """Evaluates alarms when there is data, and every second: missing data causes no call."""
    cloudwatch._evaluate_alarm = evaluate
    threading.Thread(target=_evaluate_all_for_ever, name="alarms", daemon=True).start()
