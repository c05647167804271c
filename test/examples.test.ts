import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeWildcards } from '../examples/typescript/git-sync/cdk-nag';
import { GitSyncStack } from '../examples/typescript/git-sync/git-sync-stack';

const env = { account: '123456789012', region: 'us-east-1' };

test('the example git-sync passes the AwsSolutions rules of cdk-nag, but for wildcards that it gives a reason for', () => {
  const app = new App();
  const stack = new GitSyncStack(app, 'git-sync', { env });
  acknowledgeWildcards(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
