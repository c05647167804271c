export * from './deployment-file';
