export * from './connection-access';
export * from './connection-build-auth';
export * from './pull-request-comments';
