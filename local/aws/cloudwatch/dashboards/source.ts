import type { LogEvent } from './log-query.ts';

/** A period of time, in milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A metric with its statistic and period. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  /** In seconds. */
  readonly period: number;
}

export interface DataPoint {
  /** When the period begins, in milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}

export interface AlarmState {
  readonly name: string;
  readonly state: string;
  /** The description of the alarm. */
  readonly description: string;
  /** The reason of its state. */
  readonly reason: string;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
}

/** The data of dashboards. */
export interface DashboardSource {
  /** The names of all dashboards. */
  dashboards(): Promise<readonly string[]>;
  /** The body of a dashboard, in JSON; undefined if there is none of this name. */
  dashboard(name: string): Promise<string | undefined>;
  /** The data points of each metric, oldest first. */
  metrics(queries: readonly MetricQuery[], range: TimeRange): Promise<readonly (readonly DataPoint[])[]>;
  /** The alarms of these ARNs that exist. */
  alarms(arns: readonly string[]): Promise<readonly AlarmState[]>;
  /** The events of log groups, oldest first. */
  log(groups: readonly string[], range: TimeRange): Promise<readonly LogEvent[]>;
}
