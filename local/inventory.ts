import { type AwsEnvironment, awsRequest } from './aws/aws-request.ts';
import { codeConnections } from './aws/codeconnections.ts';
import { elements } from './aws/xml.ts';

/** What exists in the local account, by kind, each resource by its name. */
export type Inventory = Record<string, string[]>;

/** Lists everything that a deployment could leave behind. Deleted stacks do not count. */
export async function inventory(env: AwsEnvironment): Promise<Inventory> {
  const query = (service: string, version: string, action: string) =>
    awsRequest<string>(env, { service, parameters: { Action: action, Version: version } });
  const [
    own,
    stacks,
    roles,
    topics,
    securityGroups,
    functions,
    logGroups,
    alarms,
    dashboards,
    tables,
    pipelines,
    projects,
    credentials,
    shares,
  ] = await Promise.all([
    codeConnections(env),
    query('cloudformation', '2010-05-15', 'DescribeStacks'),
    query('iam', '2010-05-08', 'ListRoles'),
    query('sns', '2010-03-31', 'ListTopics'),
    query('ec2', '2016-11-15', 'DescribeSecurityGroups'),
    listFunctions(env),
    awsRequest<{ logGroups: { logGroupName: string }[] }>(env, {
      service: 'logs',
      target: 'Logs_20140328.DescribeLogGroups',
    }),
    query('monitoring', '2010-08-01', 'DescribeAlarms'),
    query('monitoring', '2010-08-01', 'ListDashboards'),
    awsRequest<{ TableNames: string[] }>(env, { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables' }),
    awsRequest<{ pipelines: { name: string }[] }>(env, {
      service: 'codepipeline',
      target: 'CodePipeline_20150709.ListPipelines',
    }),
    awsRequest<{ projects: string[] }>(env, { service: 'codebuild', target: 'CodeBuild_20161006.ListProjects' }),
    awsRequest<{ sourceCredentialsInfos: { arn: string }[] }>(env, {
      service: 'codebuild',
      target: 'CodeBuild_20161006.ListSourceCredentials',
    }),
    awsRequest<{ resourceShares: { name: string }[] }>(env, {
      service: 'ram',
      path: '/getresourceshares',
      body: { resourceOwner: 'SELF' },
    }),
  ]);
  return {
    stacks: elements(stacks, 'StackName'),
    connections: own.connections.map((connection) => connection.ConnectionName),
    hosts: own.hosts.map((host) => host.Name),
    'repository links': own.repositoryLinks.map((link) => `${link.OwnerId}/${link.RepositoryName}`),
    'sync configurations': own.syncConfigurations.map((sync) => sync.ResourceName),
    functions,
    roles: elements(roles, 'RoleName'),
    'log groups': logGroups.logGroups.map((group) => group.logGroupName),
    topics: elements(topics, 'TopicArn'),
    'security groups': elements(securityGroups, 'groupName'),
    alarms: elements(alarms, 'AlarmName'),
    dashboards: elements(dashboards, 'DashboardName'),
    tables: tables.TableNames,
    pipelines: pipelines.pipelines.map((pipeline) => pipeline.name),
    projects: projects.projects,
    'source credentials': credentials.sourceCredentialsInfos.map((credential) => credential.arn),
    'resource shares': shares.resourceShares.map((share) => share.name),
  };
}

async function listFunctions(env: AwsEnvironment): Promise<string[]> {
  const { Functions } = await awsRequest<{ Functions: { FunctionName: string }[] }>(env, {
    service: 'lambda',
    method: 'GET',
    path: '/2015-03-31/functions',
  });
  return Functions.map((fn) => fn.FunctionName);
}
