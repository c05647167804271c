export * from './failed-sync-alarm';
