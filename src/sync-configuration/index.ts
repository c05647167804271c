export * from './git-sync-role';
export * from './stack-permissions';
export * from './sync-configuration';
export * from './sync-configuration-grants';
