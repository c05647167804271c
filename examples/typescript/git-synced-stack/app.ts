import { App, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { MonitorStack } from './monitor-stack';
import { SetupStack } from './setup-stack';

const app = new App();
const props = {
  // No assets, so no bootstrap is needed.
  synthesizer: new LegacyStackSynthesizer(),
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
};
new SetupStack(app, 'git-synced-stack', props);
new MonitorStack(app, 'git-sync-monitor', props);
