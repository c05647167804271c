export * from './git-synced-stack';
