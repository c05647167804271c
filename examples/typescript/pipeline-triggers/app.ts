import { App } from 'aws-cdk-lib';
import { PipelineTriggersStack } from './pipeline-triggers-stack';

const app = new App();
new PipelineTriggersStack(app, 'pipeline-triggers', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
