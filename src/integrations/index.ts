export * from './code-build';
export * from './code-pipeline';
export * from './events';
export * from './sharing';
