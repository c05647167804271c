export * from './repository-link';
export * from './repository-link-grants';
