export * from './connection';
export * from './host';
export * from './integrations';
export * from './repository-link';
export * from './sync-configuration';
