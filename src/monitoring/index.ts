export * from './failed-sync-alarm';
export * from './sync-monitor';
