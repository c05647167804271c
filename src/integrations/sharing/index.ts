export * from './connection-share';
