export * from './git-sync-role';
export * from './stack-permissions';
export * from './successful-sync';
export * from './sync-blocker-resolution';
export * from './sync-configuration';
export * from './sync-configuration-grants';
export * from './target-stack';
