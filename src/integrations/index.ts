export * from './code-pipeline';
