export * from './sync-findings-bus';
export * from './sync-monitor';
export * from './sync-trouble-events';
