export * from './connection-access';
export * from './connection-build-auth';
export * from './git-access';
export * from './pull-request-comments';
