process.env.CDK_VALIDATION = 'false';

import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { showcase } from './showcase';

/** What cdk-nag finds that is as it should be: the violation, the constructs that have it, and the reason. */
const ACKNOWLEDGED: [violation: RegExp, where: RegExp, reason: string][] = [
  [
    /^Action::(s3|kms):/,
    /\/(Default)?Policy\/Resource$/,
    "aws-cdk-lib's grants on buckets, topics and keys are written with wildcards",
  ],
  [
    /^Resource::<Artifacts\w+\.Arn>\/\*$/,
    /\/DefaultPolicy\/Resource$/,
    "a pipeline's artifacts have no names that are known",
  ],
  [
    /^Resource::arn:.*:(logs|codebuild):/,
    /\/DefaultPolicy\/Resource$/,
    'aws-cdk-lib gives a project its own log streams and report groups',
  ],
  [
    /^Resource::(\*|arn:\*:iam:.*)$/,
    /\/SelfMutation\/Role\//,
    "aws-cdk-lib's CDK pipeline updates itself by roles of the bootstrap",
  ],
  [
    /^Resource::arn:.*:(codeconnections|codestar-connections):\*:\*:connection\/\*$/,
    /\/CodeConnectionsHandler\//,
    'one policy for all connections that a stack waits for',
  ],
  [
    /^Resource::(\*|arn:.*:(cloudformation|events):.*)$/,
    /^(Monitoring\/Sync|Synced\/(Network|App))\/Role\//,
    'what AWS asks of the role of Git sync',
  ],
  [
    /^Resource::(\*|arn:.*:(codeconnections|codestar-connections):\*:\*:(connection|repository-link)\/\*)$/,
    /^Watching\/Monitor\/Poll\/Role\//,
    'a monitor reads all that Git sync has in an account and Region',
  ],
  [/^Resource::\*$/, /^Synced\/CodeConnectionsHandler\//, 'IAM knows no resource for sync configurations'],
  [
    /^Resource::arn:.*:(codeconnections|codestar-connections):\*:\*:repository-link\/\*$/,
    /^Synced\/CodeConnectionsHandler\//,
    'one policy for all syncs that a stack waits for',
  ],
  [
    /^Resource::arn:.*:cloudformation:.*:stack\/(network|app)\/\*$/,
    /^Synced\/(Network|App)\/Stack\//,
    'the last part of the ARN of a stack is known only when the stack exists',
  ],
];

const app = new App();
showcase(app);
app.synth();
const { violations } = new AwsSolutionsChecks(app).validateScope(app);
const found = violations.flatMap(({ ruleName, violatingResources }) =>
  violatingResources.map(({ constructPath = '' }) => ({ ruleName, constructPath })),
);
const isAcknowledged = (
  { ruleName, constructPath }: (typeof found)[number],
  [violation, where]: (typeof ACKNOWLEDGED)[number],
) => violation.test(/^AwsSolutions-IAM5\[(.*)\]$/.exec(ruleName)?.[1] ?? '') && where.test(constructPath);

test('the integrations pass AwsSolutions, except for acknowledged wildcards', () => {
  expect(found.filter((violation) => !ACKNOWLEDGED.some((entry) => isAcknowledged(violation, entry)))).toEqual([]);
});

test.each(ACKNOWLEDGED)('the acknowledged violation %s is still reported for %s: %s', (...entry) => {
  expect(found.filter((violation) => isAcknowledged(violation, entry))).not.toEqual([]);
});
