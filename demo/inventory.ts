import type { AwsRequest, LocalAwsClient } from 'cdk-codeconnections-local';

/** What exists in the local account, by kind, each resource by its name. */
export type Inventory = Record<string, string[]>;

/** Lists everything that a deployment could leave behind. Deleted stacks do not count. */
export async function inventory(aws: LocalAwsClient): Promise<Inventory> {
  const query = (service: string, Version: string, Action: string) =>
    aws.request<string>({ service, parameters: { Action, Version } });
  const named = async <T>(request: AwsRequest, list: string, name: keyof T): Promise<string[]> => {
    const response = await aws.request<Record<string, T[]>>(request);
    return response[list].map((one) => String(one[name]));
  };
  const codeConnections = (operation: string, list: string, name: string, body: object = {}) =>
    named<Record<string, string>>({ ...CODECONNECTIONS, target: `${PREFIX}.${operation}`, body }, list, name);

  const target = `${PREFIX}.ListRepositoryLinks`;
  const { RepositoryLinks } = await aws.request<{ RepositoryLinks: RepositoryLink[] }>({ ...CODECONNECTIONS, target });
  const syncs = RepositoryLinks.map(({ RepositoryLinkId }) =>
    codeConnections('ListSyncConfigurations', 'SyncConfigurations', 'ResourceName', {
      RepositoryLinkId,
      SyncType: 'CFN_STACK_SYNC',
    }),
  );
  return {
    stacks: texts(await query('cloudformation', '2010-05-15', 'DescribeStacks'), 'StackName'),
    connections: await codeConnections('ListConnections', 'Connections', 'ConnectionName'),
    hosts: await codeConnections('ListHosts', 'Hosts', 'Name'),
    'repository links': RepositoryLinks.map(({ OwnerId, RepositoryName }) => `${OwnerId}/${RepositoryName}`),
    'sync configurations': (await Promise.all(syncs)).flat(),
    functions: await named<{ FunctionName: string }>(FUNCTIONS, 'Functions', 'FunctionName'),
    roles: texts(await query('iam', '2010-05-08', 'ListRoles'), 'RoleName'),
    'log groups': await named<{ logGroupName: string }>(LOG_GROUPS, 'logGroups', 'logGroupName'),
    topics: texts(await query('sns', '2010-03-31', 'ListTopics'), 'TopicArn'),
    'security groups': texts(await query('ec2', '2016-11-15', 'DescribeSecurityGroups'), 'groupName'),
    alarms: texts(await query('monitoring', '2010-08-01', 'DescribeAlarms'), 'AlarmName'),
    dashboards: texts(await query('monitoring', '2010-08-01', 'ListDashboards'), 'DashboardName'),
    tables: (await aws.request<{ TableNames: string[] }>(TABLES)).TableNames,
    pipelines: await named<{ name: string }>(PIPELINES, 'pipelines', 'name'),
    projects: (await aws.request<{ projects: string[] }>(PROJECTS)).projects,
    'source credentials': await named<{ arn: string }>(CREDENTIALS, 'sourceCredentialsInfos', 'arn'),
    'resource shares': await named<{ name: string }>(SHARES, 'resourceShares', 'name'),
  };
}

type RepositoryLink = Record<'RepositoryLinkId' | 'OwnerId' | 'RepositoryName', string>;

const PREFIX = 'com.amazonaws.codeconnections.CodeConnections_20231201';
const CODECONNECTIONS = { service: 'codeconnections' };
const FUNCTIONS: AwsRequest = { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' };
const LOG_GROUPS: AwsRequest = { service: 'logs', target: 'Logs_20140328.DescribeLogGroups' };
const TABLES: AwsRequest = { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables' };

const PIPELINES: AwsRequest = { service: 'codepipeline', target: 'CodePipeline_20150709.ListPipelines' };
const PROJECTS: AwsRequest = { service: 'codebuild', target: 'CodeBuild_20161006.ListProjects' };
const CREDENTIALS: AwsRequest = { service: 'codebuild', target: 'CodeBuild_20161006.ListSourceCredentials' };
const SHARES: AwsRequest = { service: 'ram', path: '/getresourceshares', body: { resourceOwner: 'SELF' } };

/** The texts of all elements of a name. */
const texts = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text);
