import type { Context } from 'aws-lambda';
import { partsOf, splitArn } from '../client/arn';
import { codeConnectionsOnce } from '../client/codeconnections';
import type { Runtime } from '../client/runtime';
import { channelsOf, deliver, recipients } from './announce';
import { Caller } from './caller';
import { type Change, changeOf, isOfInterest, type MonitorEvent } from './change';
import { surveyAll, surveyFollowedBranch, surveyStack, type Watch } from './collect';
import type { SyncMonitorEnvironment } from './contract';
import { judgeOperation, type Look } from './judge';
import type { Home } from './messages';
import { CHANNELS, type Channel, claimedBy, type Memory, type Observation, type Run, remember, told } from './remember';
import { callMetrics, metricLine, problemLines, surveyMetrics } from './report';
import { Store } from './store';

/** What is left of a run when it stops to look: for the calls that are under way, the table and the event bus. */
const TIME_TO_FINISH = 30_000;

/**
 * Looks at Git sync: at all there is in the account and Region, or, when Git sync tells of a change, at what has changed.
 *
 * It tells the event bus and the topic what has begun and what has ended, and changes nothing that it looks at.
 */
export function syncMonitor(runtime: Runtime) {
  return async (event: MonitorEvent, context: Context): Promise<void> => {
    const begun = runtime.now();
    const remaining = context.getRemainingTimeInMillis();
    const home: Home = partsOf(context.invokedFunctionArn);
    const environment = environmentOf(runtime);
    const run: Run = { id: context.awsRequestId, until: begun + remaining, channels: channelsOf(environment) };

    const change = changeOf(event, home);
    if (change === null) return;
    const store = new Store(environment.STATE_TABLE_NAME, home, runtime);
    const loading = store.load(); // a poll lists what there is meanwhile
    if (change && !isOfInterest(change, (await loading).memory)) return;

    const stopAt = begun + Math.max(remaining / 2, remaining - TIME_TO_FINISH);
    const caller = new Caller(codeConnectionsOnce({ ...home, service: 'codeconnections' }, runtime), runtime, stopAt);
    const watch: Watch = {
      ask: caller.ask,
      home,
      clientOf: (arn) => codeConnectionsOnce({ ...home, service: splitArn(arn)?.service ?? '' }, runtime),
      limits: { stuckAfter: Number(environment.STUCK_AFTER_SECONDS) * 1_000 },
      now: runtime.now,
    };
    const known = loading.then(({ memory }) => memory);
    const [stored, survey] = await Promise.all([loading, change ? undefined : surveyAll(watch, known)]);
    const seen = survey ?? (await surveyChange(watch, stored.memory, change as Change));
    const observation = { ...seen, looks: [...seen.looks, ...lookAtDenials(caller, seen)] };

    const after = await store.update(stored, (memory) => ({
      ...remember(memory, observation, run),
      polls: memory.polls + (survey ? 1 : 0),
    }));

    const now = runtime.now();
    if (survey) for (const line of problemLines(after.memory, home, now)) runtime.log(JSON.stringify(line));
    const ofSurvey = survey && surveyMetrics(survey, after.memory, now);
    runtime.log(metricLine({ ...ofSurvey, ...callMetrics(caller, now - begun) }, now));
    if (caller.unasked > 0) {
      runtime.log(`the time was up after ${caller.calls} calls; questions that were not asked: ${caller.unasked}`);
    }

    const tell = async (channel: Channel) => {
      const news = claimedBy(run, after.memory, channel);
      if (news.length === 0) return;
      const recipient = recipients(environment, home, runtime)[channel];
      const refused = await deliver(news, recipient, run, runtime);
      await store.update(after, (memory) => told(memory, run, channel, refused));
      for (const reason of refused.values()) {
        throw new Error(
          `${recipient.name} did not take ${refused.size} of ${news.length} messages, which the next run sends again: ${reason}`,
        );
      }
    };
    const results = await Promise.allSettled(CHANNELS.map(tell));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? result.reason.message : []));
    if (failures.length > 0) throw new Error(failures.join('; '));
  };
}

function surveyChange(watch: Watch, memory: Memory, change: Change): Promise<Observation> {
  if ('stackName' in change) return surveyStack(watch, memory, change.stackName);
  return surveyFollowedBranch(watch, change.linkId, change.branch);
}

function lookAtDenials({ denials }: Caller, { at }: Observation): Look[] {
  return [...denials].map(([operation, denial]) => judgeOperation(operation, denial, at));
}

function environmentOf({ env }: Runtime): SyncMonitorEnvironment {
  for (const name of ['STATE_TABLE_NAME', 'EVENT_BUS_NAME', 'STUCK_AFTER_SECONDS'] as const) {
    if (!env[name]) throw new Error(`the environment of the function lacks ${name}`);
  }
  return env as object as SyncMonitorEnvironment;
}
