export * from './argo-cd-repositories';
export * from './connection-access';
export * from './connection-build-auth';
export * from './data-zone-project-access';
export * from './product-source';
export * from './pull-request-comments';
export * from './sage-maker-project-access';
export * from './workflow-definition';
