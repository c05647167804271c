import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRepositoryLinkRef, ISyncConfigurationRef } from 'aws-cdk-lib/aws-codestarconnections';
import { EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { checkNotEmpty } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkReference } from '../private/references';
import { RepositoryLinkEvents } from '../repository-link';
import { SyncConfigurationEvents, SyncStatus, SyncStatusChangeEvent } from '../sync-configuration';
import { attachStageValidator } from '../validation';
import { topicTarget } from './topic-target';

/** Properties of a `FailedSyncAlarm`. */
export interface FailedSyncAlarmProps {
  /** The topic for a message about each failed sync, with the ARN of the stack or repository link, and the commit. */
  readonly notificationTopic: ITopicRef;

  /**
   * The repository links to monitor.
   *
   * @default - none if sync configurations are given; otherwise all in the account and Region
   */
  readonly repositoryLinks?: IRepositoryLinkRef[];

  /**
   * The sync configurations to monitor.
   *
   * @default - none if repository links are given; otherwise all in the account and Region
   */
  readonly syncConfigurations?: ISyncConfigurationRef[];
}

/**
 * Sends a message to a topic when a sync fails, and goes into alarm for five minutes.
 *
 * The construct relies on the events of Git sync, so nothing runs while no sync fails. AWS delivers these events on a
 * best-effort basis, to the Region of the repository link or the sync configuration, and sends none for a sync that never
 * starts. Events that other accounts put on the event bus are ignored.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codeconnections.html
 */
export class FailedSyncAlarm extends Construct {
  /** The alarm. It has no actions: add some, or make it part of a composite alarm. */
  public readonly alarm: Alarm;

  /** The rule that matches failed syncs. Add targets to it as needed. */
  public readonly rule: Rule;

  /** @throws when one of the lists is empty, or has a resource of another Region */
  constructor(scope: Construct, id: string, props: FailedSyncAlarmProps) {
    super(scope, id);
    attachStageValidator(this);
    const { notificationTopic, repositoryLinks, syncConfigurations } = props;
    checkReference('notificationTopic', notificationTopic, 'topicRef', this);
    for (const link of repositoryLinks ?? []) checkReference('repositoryLinks', link, 'repositoryLinkRef', this);
    for (const it of syncConfigurations ?? []) checkReference('syncConfigurations', it, 'syncConfigurationRef', this);
    const violations = [
      ...checkNotEmpty('repositoryLinks', repositoryLinks),
      ...checkNotEmpty('syncConfigurations', syncConfigurations),
      ...[...(repositoryLinks ?? []), ...(syncConfigurations ?? [])].flatMap((resource) => checkRegion(resource, this)),
    ];
    throwIfInvalid(ErrorCode.INVALID_FAILED_SYNC_ALARM, violations, this);

    this.rule = new Rule(this, 'Rule', {
      // Other accounts can put events with any content on the bus.
      eventPattern: { account: [Stack.of(this).account], ...failures(repositoryLinks, syncConfigurations) },
    });
    this.rule.addTarget(topicTarget(this, notificationTopic)(message()));

    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: 'Git sync has failed',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'TriggeredRules',
        dimensionsMap: { RuleName: this.rule.ruleName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING, // AWS sends no metric while the rule matches nothing
    });
  }
}

/** The events arrive in the Region of the resource only. */
function checkRegion({ env, node }: IRepositoryLinkRef | ISyncConfigurationRef, scope: Construct): string[] {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region) || Token.isUnresolved(env.region) || region === env.region) return [];
  return [
    `repository links and sync configurations must be in the Region of the alarm, ${region}, got '${node.path}' in ${env.region}; create an alarm in a stack of that Region`,
  ];
}

/** One pattern for all of them: the event of a repository has no stack, and the event of a stack no repository link. */
function failures(links: IRepositoryLinkRef[] = [], configurations: ISyncConfigurationRef[] = []): EventPattern {
  const some = [
    ...links.map((link) => RepositoryLinkEvents.fromRepositoryLink(link)),
    ...configurations.map((configuration) => SyncConfigurationEvents.fromSyncConfiguration(configuration)),
  ];
  const all = [RepositoryLinkEvents.fromAllRepositoryLinks(), SyncConfigurationEvents.fromAllSyncConfigurations()];
  const patterns = (some.length > 0 ? some : all).map((events) =>
    events.syncStatusChangePattern({ statuses: [SyncStatus.FAILED] }),
  );
  const details = [...new Map(patterns.map(({ detail }) => [JSON.stringify(detail), detail])).values()];
  return {
    source: ['aws.codeconnections'],
    detailType: [...new Set(patterns.flatMap(({ detailType }) => detailType ?? []))],
    detail: details.length === 1 && details[0] ? details[0] : { $or: details },
  };
}

/** A rule cannot quote text, so the message has no name that people have chosen, such as a branch. */
function message(): RuleTargetInput {
  const { commit } = SyncStatusChangeEvent;
  const arn = EventField.fromPath('$.resources[0]');
  return RuleTargetInput.fromText(`Git sync of ${arn} has failed at commit ${commit}`);
}
