import { App, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { GitSyncedStackStack } from './git-synced-stack-stack';
import { MonitorStack } from './monitor-stack';

const app = new App();
const props = {
  // No assets, so no bootstrap is needed.
  synthesizer: new BootstraplessSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
};
new GitSyncedStackStack(app, 'git-synced-stack', props);
new MonitorStack(app, 'git-sync-monitor', props);
