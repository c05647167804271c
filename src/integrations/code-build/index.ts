export * from './build-source-props';
export * from './connection-build-source';
export * from './connection-source-credentials';
export * from './webhook-filters';
