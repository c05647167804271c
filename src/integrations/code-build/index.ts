export * from './build-source-props';
export * from './connection-build-source';
export * from './connection-source-credentials';
export * from './pull-request-build-policy';
export * from './scoped-source-props';
export * from './webhook-filter-options';
export * from './webhook-filters';
