export * from './deployment-file/deployment-file';
export * from './git-repository';
export * from './git-synced-stack';
export * from './successful-sync';
export * from './sync-blocker-resolution';
export * from './sync-blockers';
export * from './synthesizer/git-sync-synthesizer';
export * from './target-stack';
