import type { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../../handlers/sync-monitor/contract';

/** What adds up. Of everything else the highest value is of interest. */
const SUMS: readonly string[] = ['Calls', 'ThrottledCalls', 'FailedCalls'] satisfies MetricName[];

/**
 * The metrics of a monitor. They have no dimensions: there is one of each in an account and Region.
 *
 * @internal
 */
export abstract class SyncMonitorBase extends Construct {
  private readonly period: Duration;

  constructor(scope: Construct, id: string, period: Duration) {
    super(scope, id);
    this.period = period;
  }

  /**
   * Sync configurations that there are.
   *
   * @param options what is other than by default
   */
  public metricSyncConfigurations(options?: MetricOptions): Metric {
    return this.metricOf('SyncConfigurations', options);
  }

  /**
   * Sync configurations that the monitor could not look at.
   *
   * @param options what is other than by default
   */
  public metricUnseenConfigurations(options?: MetricOptions): Metric {
    return this.metricOf('UnseenConfigurations', options);
  }

  /**
   * Stacks that are not at the latest commit, for whatever reason.
   *
   * @param options what is other than by default
   */
  public metricStacksBehind(options?: MetricOptions): Metric {
    return this.metricOf('StacksBehind', options);
  }

  /**
   * For how long, in seconds, the stack has been behind that has been so for longest.
   *
   * @param options what is other than by default
   */
  public metricLongestBehind(options?: MetricOptions): Metric {
    return this.metricOf('LongestBehind', options);
  }

  /**
   * How long ago, in seconds, the latest success was of the stack whose latest success is the oldest.
   *
   * @param options what is other than by default
   */
  public metricOldestSuccessAge(options?: MetricOptions): Metric {
    return this.metricOf('OldestSuccessAge', options);
  }

  /**
   * Sync blockers that wait for an answer.
   *
   * @param options what is other than by default
   */
  public metricActiveBlockers(options?: MetricOptions): Metric {
    return this.metricOf('ActiveBlockers', options);
  }

  /**
   * Stacks and branches whose latest sync has failed.
   *
   * @param options what is other than by default
   */
  public metricFailedSyncs(options?: MetricOptions): Metric {
    return this.metricOf('FailedSyncs', options);
  }

  /**
   * Stacks and branches whose sync takes too long, or does not begin.
   *
   * @param options what is other than by default
   */
  public metricStuckSyncs(options?: MetricOptions): Metric {
    return this.metricOf('StuckSyncs', options);
  }

  /**
   * Connections of Git sync that are not available.
   *
   * @param options what is other than by default
   */
  public metricUnavailableConnections(options?: MetricOptions): Metric {
    return this.metricOf('UnavailableConnections', options);
  }

  /**
   * Hosts of such connections that are not available.
   *
   * @param options what is other than by default
   */
  public metricUnavailableHosts(options?: MetricOptions): Metric {
    return this.metricOf('UnavailableHosts', options);
  }

  /**
   * Calls of the service that the monitor has made, each try counted.
   *
   * @param options what is other than by default
   */
  public metricCalls(options?: MetricOptions): Metric {
    return this.metricOf('Calls', options);
  }

  /**
   * Calls that the service throttled. They are made again.
   *
   * @param options what is other than by default
   */
  public metricThrottledCalls(options?: MetricOptions): Metric {
    return this.metricOf('ThrottledCalls', options);
  }

  /**
   * Calls that have failed for good.
   *
   * @param options what is other than by default
   */
  public metricFailedCalls(options?: MetricOptions): Metric {
    return this.metricOf('FailedCalls', options);
  }

  /**
   * How long a poll takes, in seconds.
   *
   * @param options what is other than by default
   */
  public metricPollDuration(options?: MetricOptions): Metric {
    return this.metricOf('PollDuration', options);
  }

  private metricOf(metricName: MetricName, options: MetricOptions = {}): Metric {
    const statistic = SUMS.includes(metricName) ? 'Sum' : 'Maximum';
    return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic, period: this.period, ...options });
  }
}
