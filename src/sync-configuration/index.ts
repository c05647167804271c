export * from './git-sync-role';
export * from './stack-permissions';
export * from './sync-configuration';
export type { ISyncConfiguration } from './sync-configuration-base';
export * from './sync-configuration-events';
export * from './sync-configuration-grants';
export { SyncStatus, SyncStatusChangeEvent, type SyncStatusChangeOptions } from './sync-status';
