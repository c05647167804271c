import { App, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { GitSyncedStackStack } from './git-synced-stack-stack';

const app = new App();
new GitSyncedStackStack(app, 'git-synced-stack', {
  // No assets, so no bootstrap is needed.
  synthesizer: new BootstraplessSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
