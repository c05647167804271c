import { type Schema, text } from '../framework/schema';

/** The properties that all resources have which are about a stack that Git sync keeps in sync. */
export interface SyncedStackProperties {
  /** Where the sync configuration is. */
  readonly Region: string;
  readonly StackName: string;
}

export const syncedStackProperties: Schema<SyncedStackProperties> = {
  Region: text(1, 50),
  StackName: text(1, 100),
};
