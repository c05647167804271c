export * from './argo-cd-capability-role';
