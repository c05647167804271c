export * from './connection';
export * from './custom-resources/wait-options';
export * from './git-sync';
export * from './host';
export * from './integrations';
export * from './monitoring';
export * from './repository-link';
export * from './sync-configuration';
