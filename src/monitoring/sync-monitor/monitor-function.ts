import { type Duration, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBusRef, type IRuleTarget, Rule, type RuleProps, Schedule } from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { type ITopicRef, TopicGrants } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { CodeConnectionsFunctionOptions } from '../../custom-resources/function-options';
import type { FunctionRole } from '../../custom-resources/function-role';
import { allow, callStatements, type InlineFunction, inlineFunction } from '../../custom-resources/inline-function';
import {
  EVENT_BUS_ACTIONS,
  MONITOR_TIMEOUT_SECONDS,
  STATE_TABLE_ACTIONS,
  STATE_TABLE_KEY,
  SYNC_MONITOR_CALLS,
  type SyncMonitorEnvironment,
} from '../../handlers/sync-monitor/contract';
import { policyArn } from '../../private/arns';
import { warn } from '../../private/warnings';
import { RepositoryLinkEvents } from '../../repository-link';
import { SyncConfigurationEvents, SyncStatus, type SyncStatusChangeOptions } from '../../sync-configuration';

const EVENT_BUS = 'default';

/**
 * The path of the role of a function that puts events on a central event bus. The bus accepts events of roles under this
 * path only, so that only somebody who may create or use such a role can imitate a monitor.
 */
export const MONITOR_ROLE_PATH = '/cdk-codeconnections/sync-monitor/';

export interface MonitorFunctionProps {
  readonly rate: Duration;
  readonly stuckAfter: Duration;
  /** The topic for messages about problems. */
  readonly topic: ITopicRef | undefined;
  /** Whether the topic also receives the end of a problem. */
  readonly notifyOnResolved: boolean;
  /** The second event bus for events of problems. */
  readonly centralEventBus: IEventBusRef | undefined;
  readonly options: CodeConnectionsFunctionOptions | undefined;
}

/** The function of a monitor with its table, and the rules that run it: at a rate, and when a sync has ended. */
export class MonitorFunction extends Construct {
  public readonly function: InlineFunction;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    super(scope, id);
    const { rate, stuckAfter, topic, notifyOnResolved, centralEventBus, options } = props;
    const stack = Stack.of(this);
    const seconds = rate.toSeconds();

    // Encrypted with an AWS owned key, as every table. If it is lost, known problems are announced again.
    const table = new CfnTable(this, 'State', {
      billingMode: 'PAY_PER_REQUEST',
      attributeDefinitions: [{ attributeName: STATE_TABLE_KEY, attributeType: 'S' }],
      keySchema: [{ attributeName: STATE_TABLE_KEY, keyType: 'HASH' }],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    table.applyRemovalPolicy(RemovalPolicy.DESTROY);

    const busArn = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: EVENT_BUS });
    const centralBusArn = centralEventBus && policyArn(centralEventBus.eventBusRef.eventBusArn, this);
    const environment: SyncMonitorEnvironment = {
      STATE_TABLE_NAME: table.ref,
      EVENT_BUS_NAME: EVENT_BUS,
      STUCK_AFTER_SECONDS: Tokenization.stringifyNumber(stuckAfter.toSeconds()),
      ...(centralBusArn && { CENTRAL_EVENT_BUS_ARN: centralBusArn }),
      ...(topic && {
        NOTIFICATION_TOPIC_ARN: policyArn(topic.topicRef.topicArn, this),
        NOTIFY_ON_RESOLVED: String(notifyOnResolved),
      }),
    };
    this.function = inlineFunction(this, {
      bundle: 'sync-monitor',
      description: 'Monitor of Git sync, of cdk-codeconnections',
      timeout: Math.min(MONITOR_TIMEOUT_SECONDS, seconds), // a poll ends before the next one starts
      memorySize: 256,
      environment: { ...environment },
      statements: [
        ...callStatements(this, SYNC_MONITOR_CALLS),
        allow(STATE_TABLE_ACTIONS, table.attrArn),
        allow(EVENT_BUS_ACTIONS, busArn, ...(centralBusArn ? [centralBusArn] : [])),
      ],
      ...(centralBusArn && { rolePath: MONITOR_ROLE_PATH }),
      ...(options && { options }),
    });
    const { role } = this.function;
    if (topic) TopicGrants.fromTopic(topic).publish(role.grantee);
    if (centralBusArn && !isUnderPath(role)) {
      warn(
        this,
        'cdk-codeconnections:monitorRoleOutsideOfPath',
        `a MonitorEventBus accepts events of roles under the path ${MONITOR_ROLE_PATH} only, but the role of this monitor is not created here (Role.customizeRoles, or 'role' of the function options); create it under this path`,
      );
    }
    // The next poll makes up for a run that fails.
    new CfnEventInvokeConfig(this, 'Retries', {
      functionName: this.function.function.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: seconds,
    });
    const retryPolicy = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: seconds };
    const target: IRuleTarget = { bind: () => ({ arn: this.function.function.functionArn, retryPolicy }) };
    this.runOn('Schedule', { schedule: Schedule.rate(rate) }, target);
    this.runOn('SyncStatus', { eventPattern: endOfSync() }, target);
  }

  private runOn(id: string, props: RuleProps, target: IRuleTarget): void {
    const rule = new Rule(this, id, { ...props, targets: [target] });
    new CfnPermission(this, `${id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: this.function.function.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
  }
}

/** Whether the role is known to be under the path that a central event bus accepts. */
function isUnderPath({ role }: FunctionRole): boolean {
  const { path } = (role.node.defaultChild as CfnRole | undefined) ?? {};
  return path?.startsWith(MONITOR_ROLE_PATH) ?? role.roleArn.includes(`:role${MONITOR_ROLE_PATH}`);
}

/** The end of a sync, of a branch or of a stack. */
function endOfSync(): RuleProps['eventPattern'] {
  const options: SyncStatusChangeOptions = { statuses: [SyncStatus.SUCCEEDED, SyncStatus.FAILED] };
  const ofLinks = RepositoryLinkEvents.fromAllRepositoryLinks().syncStatusChangePattern(options);
  const ofStacks = SyncConfigurationEvents.fromAllSyncConfigurations().syncStatusChangePattern(options);
  return { ...ofLinks, detailType: [...(ofLinks.detailType ?? []), ...(ofStacks.detailType ?? [])] };
}
