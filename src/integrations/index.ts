export * from './code-build';
export * from './code-pipeline';
export * from './iam';
export * from './ram';
