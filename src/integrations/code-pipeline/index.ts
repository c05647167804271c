export * from './connection-pipeline-source';
export * from './connection-source-action';
export * from './connection-source-options';
export * from './connection-source-variables';
