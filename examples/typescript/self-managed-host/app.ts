import { App, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { SelfManagedHostStack } from './self-managed-host-stack';

const app = new App();
new SelfManagedHostStack(app, 'self-managed-host', {
  // No assets, so no bootstrap is needed.
  synthesizer: new LegacyStackSynthesizer(),
});
