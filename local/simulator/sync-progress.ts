import type { Value } from './model/types.ts';
import type { World } from './state.ts';

export type SyncStatus = Value<'RepositorySyncStatus'>;
export type SyncAttempt = Pick<Value<'RepositorySyncAttempt'>, 'Status' | 'Events'>;

/** A sync, of a repository or of a stack, has another status: what AWS has an event for. */
export interface SyncStatusChange {
  readonly account: string;
  readonly region: string;
  /** The stack that is synced; none when it is a repository. */
  readonly stackName?: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Writes down how a sync goes on, and announces each change of its status. */
export class SyncProgress {
  private readonly world: World;
  private readonly attempt: SyncAttempt;
  private readonly subject: SyncStatusChange;

  constructor(world: World, attempt: SyncAttempt, subject: SyncStatusChange) {
    this.world = world;
    this.attempt = attempt;
    this.subject = subject;
  }

  note(status: SyncStatus, event: string, ExternalId?: string): void {
    const { attempt, subject, world } = this;
    const previousStatus = attempt.Events.at(-1)?.Type;
    attempt.Status = status;
    attempt.Events.push({ Event: event, ExternalId, Time: seconds(world.clock.now()), Type: status });
    if (status !== previousStatus && status !== 'QUEUED') {
      world.announce?.({
        ...subject,
        detail: { ...subject.detail, status, ...(previousStatus && { previousStatus }) },
      });
    }
  }

  /** Takes the sync from INITIATED over IN_PROGRESS to its end. */
  run(what: string, end: () => void): void {
    const { clock, settings } = this.world;
    this.note('INITIATED', `Initiated the ${what}`);
    clock.after(settings.syncDelay, () => {
      this.note('IN_PROGRESS', `Started the ${what}`);
      clock.after(settings.syncDelay, end);
    });
  }
}

/** Timestamps of the API are in seconds. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;
