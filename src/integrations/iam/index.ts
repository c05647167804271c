export * from './connection-permission-checks';
