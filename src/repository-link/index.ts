export * from './repository-link';
export type { IRepositoryLink } from './repository-link-base';
export * from './repository-link-events';
export * from './repository-link-grants';
export * from './repository-link-lookup';
export * from './repository-sync-definitions';
