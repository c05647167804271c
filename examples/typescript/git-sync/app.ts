import { App, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { GitSyncStack } from './git-sync-stack';

const app = new App();
new GitSyncStack(app, 'git-sync', {
  // No assets, so no bootstrap is needed.
  synthesizer: new LegacyStackSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
