import type { Lab } from './lab.ts';
import { hostNameOf, nameOf, TAG } from './settings.ts';

const NONE = '00000000-0000-4000-8000-000000000000';
const SYNC_TYPE = 'CFN_STACK_SYNC';

/** Asks the API directly: pending connections and a host, and calls that fail. */
export async function askTheApi(lab: Lab): Promise<void> {
  const { suffix, connectionArn, owner, repository } = lab.settings;
  const ProviderType = 'GitHub';
  const first = await lab.createUntagged('CreateConnection', { ConnectionName: `cc-test-${suffix}-a`, ProviderType });
  lab.answer('noTags', 'Tags' in first.output ? JSON.stringify(first.output.Tags) : 'missing');
  const second = await lab.create('CreateConnection', { ConnectionName: `cc-test-${suffix}-a`, ProviderType });
  lab.answer('duplicateName', second.result === '200' ? 'no' : `yes: ${second.result}`);

  const link = { ConnectionArn: first.output.ConnectionArn, OwnerId: owner, RepositoryName: repository };
  lab.answer('pendingLink', (await lab.call('CreateRepositoryLink', link)).result);

  const residency = await lab.create('CreateConnection', {
    ConnectionName: `cc-test-${suffix}-b`,
    ProviderType: 'GitHubEnterpriseCloudDataResidency',
    ProviderEndpoint: `https://cc-test-${suffix}.ghe.com`,
  });
  const got = await lab.call('GetConnection', { ConnectionArn: residency.output?.ConnectionArn ?? connectionArn });
  const { ConnectionStatus, ProviderEndpoint = 'no ProviderEndpoint' } = got.output?.Connection ?? {};
  lab.answer('dataResidency', residency.output ? `${ConnectionStatus}, ${ProviderEndpoint}` : residency.result);

  const hostOf = (ProviderEndpoint: string) =>
    lab.create('CreateHost', {
      Name: hostNameOf(lab.settings),
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint,
    });
  const refused = await hostOf(`https://cc-test-${suffix}.ghe.com`);
  lab.answer('hostOfDataResidency', refused.output ? 'no' : `yes: ${refused.result}`);
  const host = await hostOf(`https://cc-test-${suffix}.example.com`);
  lab.answer('hostId', host.output ? formOf(host.output.HostArn, hostNameOf(lab.settings)) : host.result);

  const ConnectionArn = connectionArn.replace(/[^/]+$/, NONE);
  const unknownConnection = { ConnectionArn: ConnectionArn.replace('codestar-connections', 'codeconnections') };
  lab.answer('unknownConnection', (await lab.call('GetConnection', unknownConnection)).result);
  const older = { ConnectionArn: unknownConnection.ConnectionArn.replace('codeconnections', 'codestar-connections') };
  lab.answer('unknownConnectionOfOlderApi', (await lab.call('GetConnection', older, 'codestar-connections')).result);
  const stack = { ResourceName: nameOf(lab.settings, 'synced'), SyncType: SYNC_TYPE };
  lab.answer('unknownStack', (await lab.call('GetSyncConfiguration', stack)).result);
  const long = { ConnectionName: 'x'.repeat(33), ProviderType };
  lab.answer('longName', (await lab.create('CreateConnection', long)).result);
  const { output, result } = await lab.call('GetSyncBlockerSummary', stack);
  const count = output?.SyncBlockerSummary?.LatestBlockers?.length;
  lab.answer('blockersOfNone', output ? `a summary with ${count ?? 'no list of'} blockers` : result);
  lab.answer('capitals', await capitals(lab));
}

/** The last part of a host's ARN, with as many characters of the name as it has. */
function formOf(arn: string, name: string): string {
  const [, head = '', tail = ''] = /host\/(.*)-([^-]*)$/.exec(arn) ?? [];
  const length = name.startsWith(head) ? head.length : 'other';
  return `${length === name.length ? 'all' : length} characters of the name, and ${tail.replace(/[0-9a-f]/g, 'h')}`;
}

/** What CloudFormation says of a sync configuration for a stack whose name has no small letter. */
async function capitals({ cloudFormation, settings }: Lab): Promise<string> {
  const stackName = nameOf(settings, 'capitals');
  const Properties = {
    ResourceName: 'CCTEST',
    SyncType: SYNC_TYPE,
    Branch: 'main',
    ConfigFile: 'deploy.yaml',
    RepositoryLinkId: NONE,
    RoleArn: 'arn:aws:iam::123456789012:role/none',
  };
  const Sync = { Type: 'AWS::CodeStarConnections::SyncConfiguration', Properties };
  await cloudFormation.create(stackName, JSON.stringify({ Resources: { Sync } }), { [TAG]: settings.suffix });
  await cloudFormation.settled(stackName);
  const events = await cloudFormation.events(stackName);
  const failed = events.find(({ logicalId, status }) => logicalId === 'Sync' && status === 'CREATE_FAILED');
  await cloudFormation.delete(stackName);
  // There is no such link: the service refuses it if it comes to that.
  return /pattern/.test(failed?.reason ?? '') ? 'no: it does not match the pattern' : 'yes';
}
