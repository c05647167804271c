export * from './connection-omics-workflow-definition';
export * from './omics-workflow-source-reference';
