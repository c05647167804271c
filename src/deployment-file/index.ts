export * from './deployment-file';
export * from './git-sync-synthesizer';
