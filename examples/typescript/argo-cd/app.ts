import { App, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { ArgoCdStack } from './argo-cd-stack';

const app = new App();
new ArgoCdStack(app, 'argo-cd', {
  // No assets, so no bootstrap is needed.
  synthesizer: new LegacyStackSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
