import type { Context } from 'aws-lambda';
import { partsOf } from '../client/arn';
import type { Runtime } from '../client/runtime';
import { announce } from './announce';
import { newCaller } from './caller';
import { changeOf, isRelevant, type MonitorEvent } from './change';
import { channelsFor, recipientsIn } from './channels';
import { collect } from './collect';
import type { SyncMonitorEnvironment } from './contract';
import { judge } from './judge';
import { remember } from './remember';
import { report } from './report';
import type { Location, Run } from './run';
import { newStore } from './store';

/** The time at the end of a run without new calls to the service: for the table, the log and the announcements. */
const RESERVED_MS = 30_000;

/**
 * The monitor: a poll reads everything in the account and Region, an event of Git sync only what has changed.
 *
 * It announces problems when they start and when they end, and changes nothing that it reads.
 */
export function syncMonitor(runtime: Runtime) {
  return async (event: MonitorEvent, context: Context): Promise<void> => {
    const startedAt = runtime.now();
    const remaining = context.getRemainingTimeInMillis();
    const location: Location = partsOf(context.invokedFunctionArn);
    const environment = environmentOf(runtime);

    const change = changeOf(event, location);
    if (change === null) return;
    const store = newStore(environment.STATE_TABLE_NAME, location, runtime);
    const loading = store.load(); // a poll lists resources meanwhile
    if (change && !isRelevant(change, (await loading).memory)) return;

    const run: Run = {
      id: context.awsRequestId,
      until: startedAt + remaining,
      isPoll: !change,
      channelsFor: channelsFor(environment),
    };
    const stopAt = startedAt + Math.max(remaining / 2, remaining - RESERVED_MS);
    const caller = newCaller(location, runtime, stopAt);

    const [stored, snapshots] = await Promise.all([loading, collect({ caller, location, runtime }, change, loading)]);
    const judgement = judge(snapshots, stored.memory, Number(environment.STUCK_AFTER_SECONDS) * 1_000);
    const updated = await store.update(stored, (memory) => remember(memory, judgement, run));
    // The report comes first: metrics and log must not depend on whether a channel accepts messages.
    report({ run, snapshots, memory: updated.memory, caller, location, startedAt }, runtime);
    await announce(updated, run, recipientsIn(environment, location, runtime), store, runtime);
  };
}

function environmentOf({ env }: Runtime): SyncMonitorEnvironment {
  for (const name of ['STATE_TABLE_NAME', 'EVENT_BUS_NAME', 'STUCK_AFTER_SECONDS'] as const) {
    if (!env[name]) throw new Error(`the environment of the function lacks ${name}`);
  }
  return env as object as SyncMonitorEnvironment;
}
