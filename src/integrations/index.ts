export * from './code-build';
export * from './code-pipeline';
export * from './events';
export * from './prefix-checks';
export * from './sharing';
