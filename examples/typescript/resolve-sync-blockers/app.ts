import { App } from 'aws-cdk-lib';
import { ResolveSyncBlockersStack } from './resolve-sync-blockers-stack';

const app = new App();
new ResolveSyncBlockersStack(app, 'resolve-sync-blockers', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
