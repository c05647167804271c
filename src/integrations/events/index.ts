export * from './connection-events';
export * from './repository-link-events';
export * from './sync-configuration-events';
export { SyncStatus, SyncStatusChangeEvent, type SyncStatusChangeOptions } from './sync-status';
