import { type Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import type { DashboardProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { METRICS } from '../../handlers/sync-monitor/contract';
import { refuse, validationError } from '../../private/errors';
import { identityOf } from '../../private/identity';
import { checkOptionalReference } from '../../private/references';
import { shown } from '../../private/texts';

const MIN_MINUTES = 1; // of EventBridge
const MAX_MINUTES = 6 * 60; // the maximum age of an event in Lambda, and a quarter of the day that an alarm evaluates
const MIN_STUCK_MINUTES = 1;

/** The rate is the period of the alarms, which CloudFormation cannot calculate. */
export function refuseToken(rate: Duration, scope: IConstruct): void {
  if (!rate.isUnresolved()) return;
  const message = "'rate' must be known at synthesis, because it is the period of the alarms, got a token";
  throw validationError(ErrorCode.UNRESOLVED_RATE, message, scope);
}

export function checkRate(rate: Duration): string[] {
  const expected = `'rate' must be from ${MIN_MINUTES} to ${MAX_MINUTES} minutes, in whole minutes`;
  const minutes = rate.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= MIN_MINUTES && minutes <= MAX_MINUTES) return [];
  const advice =
    minutes < MIN_MINUTES ? '; a rule cannot run more often, and the end of a sync is noticed without a poll' : '';
  return [`${expected}, got ${rate.toHumanString()}${advice}`];
}

export function checkStuckAfter(stuckAfter: Duration): string[] {
  if (stuckAfter.isUnresolved() || stuckAfter.toMinutes({ integral: false }) >= MIN_STUCK_MINUTES) return [];
  return [`'stuckAfter' must be at least ${MIN_STUCK_MINUTES} minute, got ${stuckAfter.toHumanString()}`];
}

/** Neither the function nor an alarm can publish to a topic of another Region. */
export function checkTopicRegion(name: string, topic: ITopicRef | undefined, scope: Construct): string[] {
  checkOptionalReference(name, topic, 'topicRef', scope);
  const { region } = Stack.of(scope);
  if (!topic || Token.isUnresolved(region) || Token.isUnresolved(topic.env.region) || topic.env.region === region) {
    return [];
  }
  return [`'${name}' must be in the Region of the stack, ${region}, got '${topic.node.path}' in ${topic.env.region}`];
}

/** The default event bus already receives all events of the monitor. */
export function checkCentralEventBus(bus: IEventBusRef | undefined, scope: Construct): string[] {
  checkOptionalReference('centralEventBus', bus, 'eventBusRef', scope);
  const own = Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
  if (!bus || identityOf(bus.eventBusRef.eventBusArn, scope) !== identityOf(own, scope)) return [];
  return [
    "'centralEventBus' must not be the default event bus of the account and Region, which already receives all events of the monitor; remove it",
  ];
}

export function checkDashboard(dashboard: boolean | undefined, props: DashboardProps | undefined): string[] {
  if (dashboard !== false || !props) return [];
  return ["'dashboard' is false, so 'dashboardProps' has no effect; remove one of the two"];
}

/** The monitors of each Stage. */
const monitors = new WeakMap<IConstruct, Construct[]>();

/**
 * Two monitors would announce each problem twice, and double the metrics.
 *
 * @throws when the Stage has another one for the same account and Region
 */
export function refuseSecond(monitor: Construct): void {
  const stage = Stage.of(monitor) ?? monitor.node.root;
  const others = monitors.get(stage) ?? [];
  const stack = Stack.of(monitor);
  const first = others.find((other) => isSameEnvironment(Stack.of(other), stack));
  if (first) {
    const { account, region } = stack;
    const place =
      Token.isUnresolved(account) || Token.isUnresolved(region) ? 'in this stack' : `in ${account}/${region}`;
    refuse(
      ErrorCode.SECOND_SYNC_MONITOR,
      `an account and Region can have one SyncMonitor only, and '${first.node.path}' is already there ${place}; remove one of the two`,
      monitor,
    );
  }
  monitors.set(stage, [...others, monitor]);
}

function isSameEnvironment(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  if (Token.isUnresolved(one.account) || Token.isUnresolved(one.region)) return false;
  return one.account === other.account && one.region === other.region;
}

/** A metric of another name has no data, and its alarm would wait for them forever. */
export function checkMetricName(name: string): string[] {
  if (Token.isUnresolved(name) || Object.hasOwn(METRICS, name)) return [];
  return [`'metricName' must be one of ${Object.keys(METRICS).join(', ')}, got ${shown(name)}`];
}
