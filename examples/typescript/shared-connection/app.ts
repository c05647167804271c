import { App, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { SharedConnectionStack } from './shared-connection-stack';

const app = new App();
new SharedConnectionStack(app, 'shared-connection', {
  // No assets, so no bootstrap is needed.
  synthesizer: new LegacyStackSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
