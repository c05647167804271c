export * from './connection-workflow-definition';
export * from './workflow-source-reference';
