import { type Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { validationError } from '../../private/errors';

const MIN_MINUTES = 1; // of EventBridge
const MAX_MINUTES = 6 * 60; // Lambda keeps an event no longer; an alarm looks back for a day, which is four of them
const MIN_STUCK_MINUTES = 1;

/** Checks how often a monitor looks. */
export function checkRate(rate: Duration): string[] {
  const expected = `'rate' must be whole minutes, from ${MIN_MINUTES} to ${MAX_MINUTES}`;
  if (rate.isUnresolved()) return [`${expected}, and known at synth: the periods of the alarms follow from it`];
  const minutes = rate.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= MIN_MINUTES && minutes <= MAX_MINUTES) return [];
  const advice =
    minutes < MIN_MINUTES
      ? '; nothing runs more often than once a minute, and syncs that end are seen by their events'
      : '';
  return [`${expected}, got ${rate.toHumanString()}${advice}`];
}

export function checkStuckAfter(stuckAfter: Duration): string[] {
  if (stuckAfter.isUnresolved() || stuckAfter.toMinutes({ integral: false }) >= MIN_STUCK_MINUTES) return [];
  return [`'stuckAfter' must be at least ${MIN_STUCK_MINUTES} minute, got ${stuckAfter.toHumanString()}`];
}

/** What is in another Region is never reached, neither by a rule nor by an alarm. */
export function checkTopicRegion(name: string, topic: ITopicRef | undefined, scope: Construct): string[] {
  const { region } = Stack.of(scope);
  if (!topic || Token.isUnresolved(region) || Token.isUnresolved(topic.env.region) || topic.env.region === region) {
    return [];
  }
  return [`'${name}' must be in the Region of the stack, ${region}, got '${topic.node.path}' in ${topic.env.region}`];
}

/** The default bus has all events of the monitor already. */
export function checkCentralEventBus(bus: IEventBusRef | undefined, scope: Construct): string[] {
  const stack = Stack.of(scope);
  const own = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
  if (!bus || JSON.stringify(stack.resolve(bus.eventBusRef.eventBusArn)) !== JSON.stringify(stack.resolve(own)))
    return [];
  return [
    "'centralEventBus' must be another event bus than the default one of the account and Region, which has all events of the monitor already; leave it out",
  ];
}

/** The monitors of each Stage. */
const monitors = new WeakMap<IConstruct, Construct[]>();

/**
 * Two monitors would tell of each problem twice, and count everything double.
 *
 * @throws when the Stage has another one for the same account and Region
 */
export function refuseSecond(monitor: Construct): void {
  const stage = Stage.of(monitor) ?? monitor.node.root;
  const others = monitors.get(stage) ?? [];
  const stack = Stack.of(monitor);
  const first = others.find((other) => isSameEnvironment(Stack.of(other), stack));
  if (first) {
    throw validationError(
      'SecondSyncMonitor',
      `an account and Region can have one SyncMonitor, and '${first.node.path}' is one for ${stack.account}/${stack.region}; remove one of the two`,
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
