import { type Schema, text } from '../framework/schema';

/** The properties of all resources about a stack that Git sync keeps in sync. */
export interface SyncedStackProperties {
  /** The Region of the sync configuration. */
  readonly Region: string;
  readonly StackName: string;
}

export const syncedStackProperties: Schema<SyncedStackProperties> = {
  Region: text(1, 50),
  StackName: text(1, 100),
};
