export * from './build-source-props';
export * from './connection-build-source';
export * from './connection-git-access';
export * from './connection-source-credentials';
export * from './git-access-options';
export * from './webhook-filters';
