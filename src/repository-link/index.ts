export * from './repository-link';
export * from './repository-link-grants';
export * from './repository-sync-definitions';
