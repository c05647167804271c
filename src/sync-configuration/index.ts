export * from './git-sync-role';
export * from './stack-permissions';
export * from './sync-configuration';
export type { ISyncConfiguration } from './sync-configuration-base';
export * from './sync-configuration-events';
export * from './sync-configuration-grants';
export { SyncStatus, type SyncStatusChangeOptions } from './sync-status';
export * from './sync-status-change-event';
