export * from './code-build';
export * from './code-pipeline';
