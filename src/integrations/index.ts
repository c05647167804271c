export * from './code-build';
export * from './code-pipeline';
export * from './eks';
export * from './health-omics';
export * from './iam';
export * from './ram';
export * from './service-catalog';
