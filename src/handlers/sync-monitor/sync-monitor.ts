import type { Context } from 'aws-lambda';
import { splitArn } from '../shared/arn';
import { codeConnectionsOnce } from '../shared/codeconnections';
import type { Runtime } from '../shared/runtime';
import { announce, type Home } from './announcements';
import { Caller } from './caller';
import { type Change, changeOf, isOfInterest, type MonitorEvent } from './change';
import type { SyncMonitorEnvironment } from './contract';
import { claimedBy, type Memory, type Observation, type Run, remember, told } from './memory';
import { callMetrics, metricLine, surveyMetrics, troubleLines } from './metrics';
import { Store } from './store';
import { surveyAll, surveyBranch, surveyStack, type Watch } from './survey';
import { judgeOperation, type Look } from './troubles';

/** What is left of a run when it stops to look: for the calls that are under way, the table and the event bus. */
const TIME_TO_FINISH = 30_000;

/**
 * Looks at Git sync: at all there is in the account and Region, or, when Git sync tells of a change, at what has changed.
 *
 * It tells the event bus what has begun and what has ended, and changes nothing that it looks at.
 */
export function syncMonitor(runtime: Runtime) {
  return async (event: MonitorEvent, context: Context): Promise<void> => {
    const begun = runtime.now();
    const remaining = context.getRemainingTimeInMillis();
    const run: Run = { id: context.awsRequestId, until: begun + remaining };
    const home = homeOf(context.invokedFunctionArn);
    const environment = environmentOf(runtime);

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
    if (survey) for (const line of troubleLines(after.memory, home, now)) runtime.log(JSON.stringify(line));
    const ofSurvey = survey && surveyMetrics(survey, after.memory, now);
    runtime.log(metricLine({ ...ofSurvey, ...callMetrics(caller, now - begun) }, now));
    if (caller.unasked > 0) {
      runtime.log(`the time was up after ${caller.calls} calls; questions that were not asked: ${caller.unasked}`);
    }

    const announcements = claimedBy(run, after.memory);
    if (announcements.length === 0) return;
    const refused = await announce(environment.EVENT_BUS_NAME, announcements, home, runtime);
    await store.update(after, (memory) => told(memory, run, refused));
    for (const reason of refused.values()) {
      throw new Error(
        `the event bus ${environment.EVENT_BUS_NAME} did not take ${refused.size} of ${announcements.length} events, which the next run puts again: ${reason}`,
      );
    }
  };
}

function surveyChange(watch: Watch, memory: Memory, change: Change): Promise<Observation> {
  return 'stackName' in change ? surveyStack(watch, memory, change.stackName) : surveyBranch(watch, change);
}

function lookAtDenials({ denials }: Caller, { at }: Observation): Look[] {
  return [...denials].map(([operation, denial]) => judgeOperation(operation, denial, at));
}

function homeOf(functionArn: string): Home {
  const parts = splitArn(functionArn);
  if (!parts) throw new Error(`not an ARN: ${functionArn}`);
  const { partition, region, account } = parts;
  return { partition, region, account };
}

function environmentOf({ env }: Runtime): SyncMonitorEnvironment {
  const value = (name: keyof SyncMonitorEnvironment) => {
    const text = env[name];
    if (!text) throw new Error(`the environment of the function lacks ${name}`);
    return text;
  };
  return {
    STATE_TABLE_NAME: value('STATE_TABLE_NAME'),
    EVENT_BUS_NAME: value('EVENT_BUS_NAME'),
    STUCK_AFTER_SECONDS: value('STUCK_AFTER_SECONDS'),
  };
}
