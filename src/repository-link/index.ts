export * from './repository-link';
export * from './repository-link-grants';
export * from './repository-link-lookup';
export * from './repository-sync-definitions';
