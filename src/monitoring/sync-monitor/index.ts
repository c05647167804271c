export * from './monitor-event-bus';
export * from './sync-monitor';
export * from './sync-problem-events';
