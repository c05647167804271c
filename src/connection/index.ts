export * from './available-connection';
export * from './connection';
export * from './connection-api-call-event';
export type { IConnection } from './connection-base';
export * from './connection-events';
export * from './connection-git-http';
export * from './connection-grants';
export * from './connection-lookup';
export * from './provider-type';
