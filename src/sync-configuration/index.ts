export * from './git-sync-role';
export { StackPermissions } from './stack-permissions';
export * from './sync-configuration';
export * from './sync-configuration-grants';
