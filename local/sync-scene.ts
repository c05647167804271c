/** A scene of the demo: Git sync of the stack that the example sets up, and what a change by hand does to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from './aws-request.ts';
import { callCodeConnections } from './inventory.ts';
import type { LocalAws } from './local-aws.ts';
import { detail, headline, table } from './terminal.ts';
import { element, elements } from './xml.ts';

const SYNCED_STACK = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' };
const REASON = 'the topic is gone from the template, too';
const SYNC_TIMEOUT_SECONDS = 30;

interface Sync {
  readonly Status: string;
  readonly TargetRevision: { readonly Sha: string };
  readonly Events: { readonly Event: string }[];
}

interface SyncBlocker {
  readonly Status: string;
  readonly CreatedReason: string;
  readonly ResolvedReason?: string;
}

/** @param deploy deploys the example once more, with a reason to resolve what blocks the sync */
export async function syncScene(aws: LocalAws, deploy: (reason: string) => Promise<void>): Promise<void> {
  await cloudFormation(aws, 'CreateStack', { TemplateBody: template() });
  try {
    await story(aws, deploy);
  } finally {
    await cloudFormation(aws, 'DeleteStack');
  }
}

async function story(aws: LocalAws, deploy: (reason: string) => Promise<void>): Promise<void> {
  headline('Somebody pushes to the repository, and Git sync updates the stack');
  const first = push(aws, template('Orders', 'Invoices'));
  await show(aws, first, 'SUCCEEDED');

  headline('Somebody deletes a topic by hand: the next push is blocked');
  await deleteTopic(aws, 'Invoices');
  const second = push(aws, template('Orders'));
  await show(aws, second, 'FAILED');

  headline(`The next deployment has a SyncBlockerResolution: ${REASON}`);
  await deploy(REASON);
  await show(aws, second, 'SUCCEEDED');
}

/** A template with these topics. It always has a resource, as it must. */
function template(...topics: string[]): string {
  const resources = topics.map((name) => `  ${name}: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${name} } }`);
  return ['Resources:', '  Nothing: { Type: AWS::CloudFormation::WaitConditionHandle }', ...resources].join('\n');
}

function cloudFormation(aws: LocalAws, Action: string, parameters: Record<string, string> = {}): Promise<string> {
  const query = { Action, Version: '2010-05-15', StackName: SYNCED_STACK.ResourceName, ...parameters };
  return awsRequest<string>(aws.env, { service: 'cloudformation', parameters: query });
}

async function deleteTopic(aws: LocalAws, LogicalResourceId: string): Promise<void> {
  const TopicArn = element(
    await cloudFormation(aws, 'DescribeStackResource', { LogicalResourceId }),
    'PhysicalResourceId',
  );
  const parameters = { Action: 'DeleteTopic', Version: '2010-03-31', TopicArn };
  await awsRequest(aws.env, { service: 'sns', parameters });
}

function push(aws: LocalAws, template: string): string {
  return aws.simulator.push({
    repository: 'my-org/infra',
    branch: 'main',
    files: { 'deploy/prod.yaml': 'template-file-path: template.yaml', 'template.yaml': template },
  });
}

/** Shows how the sync to a commit ended, and what blocks or blocked it, read back through the API. */
async function show(aws: LocalAws, sha: string, expected: string): Promise<void> {
  const { Status, Events } = await syncTo(aws, sha);
  table([
    ['synced stack', 'commit', 'status', 'last event'],
    [SYNCED_STACK.ResourceName, sha.slice(0, 7), Status, Events.at(-1)?.Event ?? ''],
  ]);
  const { SyncBlockerSummary } = await callCodeConnections<{ SyncBlockerSummary: { LatestBlockers: SyncBlocker[] } }>(
    aws.env,
    'GetSyncBlockerSummary',
    SYNCED_STACK,
  );
  const rows = SyncBlockerSummary.LatestBlockers.map(({ CreatedReason, Status, ResolvedReason = '' }) => [
    CreatedReason,
    Status,
    ResolvedReason,
  ]);
  const resources = await cloudFormation(aws, 'DescribeStackResources');
  const names = elements(resources, 'member').map((resource) => element(resource, 'LogicalResourceId'));
  detail(`The stack holds ${names.filter((name) => name !== 'Nothing').join(', ')}.`);
  if (rows.length > 0) table([['sync blocker', 'status', 'resolved with the reason'], ...rows]);
  else detail('There is no sync blocker.');
  if (Status !== expected) throw new Error(`the sync of the stack is ${Status}, and should be ${expected}`);
}

/** Ends when the latest sync is to the commit, and over. */
async function syncTo(aws: LocalAws, sha: string): Promise<Sync> {
  const deadline = performance.now() + SYNC_TIMEOUT_SECONDS * 1000;
  while (performance.now() < deadline) {
    const status = callCodeConnections<{ LatestSync?: Sync }>(aws.env, 'GetResourceSyncStatus', SYNCED_STACK);
    const { LatestSync } = await status.catch(() => ({}) as { LatestSync?: Sync }); // there is none before the first
    const isOver = LatestSync?.Status === 'SUCCEEDED' || LatestSync?.Status === 'FAILED';
    if (LatestSync?.TargetRevision.Sha === sha && isOver) return LatestSync;
    await sleep(100);
  }
  throw new Error(`the stack was not synced to ${sha} within ${SYNC_TIMEOUT_SECONDS} seconds`);
}
