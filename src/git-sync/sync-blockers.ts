/** The sync blockers that a `SyncBlockerResolution` resolves. */
export class SyncBlockers {
  /** All active sync blockers that the service lists, which are only the latest ones. */
  public static all(): SyncBlockers {
    return new SyncBlockers();
  }

  /**
   * Sync blockers by their ids.
   *
   * @param blockerIds the ids, each 1 to 50 characters
   */
  public static withIds(...blockerIds: string[]): SyncBlockers {
    return new SyncBlockers(blockerIds);
  }

  /**
   * Active sync blockers by their contexts, for example those of one resource.
   *
   * @param contexts keys and values, all of which a sync blocker must have
   */
  public static withContexts(contexts: { [key: string]: string }): SyncBlockers {
    return new SyncBlockers(undefined, contexts);
  }

  /** @internal */
  public readonly _blockerIds: string[] | undefined;

  /** @internal */
  public readonly _contexts: Readonly<Record<string, string>> | undefined;

  private constructor(blockerIds?: string[], contexts?: Readonly<Record<string, string>>) {
    this._blockerIds = blockerIds;
    this._contexts = contexts;
  }
}
