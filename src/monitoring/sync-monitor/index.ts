export * from './monitor-event-bus';
export * from './sync-monitor';
export * from './sync-monitor-props';
export * from './sync-problem-events';
