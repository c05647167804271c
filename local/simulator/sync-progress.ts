import type { Value } from './model/types.ts';
import type { SyncStatusChange, World } from './state.ts';

export type SyncStatus = Value<'RepositorySyncStatus'>;
export type SyncAttempt = Pick<Value<'RepositorySyncAttempt'>, 'Status' | 'Events'>;

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
