import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import type { ProtocolName } from '../../../../local/simulator/model/operations';
import { apiCall } from '../api-call';
import { roleWith, type Statement } from './roles';

jest.setTimeout(120_000); // the first start makes the Python environment

const SYNC_PRINCIPAL = 'cloudformation.sync.codeconnections.amazonaws.com';
const ROLE = 'arn:aws:iam::123456789012:role/sync';

let aws: LocalAws;
let connectionArn: string;
let linkArn: string;
let linkId: string;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  const request = { ConnectionName: 'shared', ProviderType: 'GitHub', Tags: [{ Key: 'team', Value: 'blue' }] };
  connectionArn = (await call<{ ConnectionArn: string }>(aws.env, 'CreateConnection', request)).ConnectionArn;
  aws.simulator.completeConnection(connectionArn);
  const link = await call<{ RepositoryLinkInfo: { RepositoryLinkArn: string; RepositoryLinkId: string } }>(
    aws.env,
    'CreateRepositoryLink',
    { ConnectionArn: connectionArn, OwnerId: 'owner', RepositoryName: 'shared' },
  );
  linkArn = link.RepositoryLinkInfo.RepositoryLinkArn;
  linkId = link.RepositoryLinkInfo.RepositoryLinkId;
});

afterAll(() => aws.stop());

function call<T = object>(env: AwsEnvironment, operation: string, body: object = {}): Promise<T> {
  return awsRequest<T>(env, { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body });
}

describe.each<ProtocolName>(['json', 'smithy-rpc-v2-cbor'])('in %s', (protocol) => {
  /** `allowed`, or the error that an operation fails with for a role with these permissions. */
  async function attempt(statements: Statement[], operation: string, body: object = {}): Promise<string> {
    const response = await apiCall(await roleWith(aws.env, statements), protocol, operation, body);
    return response.status === 200 ? 'allowed' : JSON.stringify(response.body);
  }

  test('the root user of the account is allowed everything', async () => {
    const { body } = await apiCall(aws.env, protocol, 'GetConnection', { ConnectionArn: connectionArn });
    expect(body).toHaveProperty('Connection');
  });

  test('a request that is signed with another secret key is refused', async () => {
    const forged = { ...(await roleWith(aws.env, [])), AWS_SECRET_ACCESS_KEY: 'forged' };

    const { body } = await apiCall(forged, protocol, 'ListHosts');
    expect(body.__type).toMatch(/InvalidSignatureException|SignatureDoesNotMatch/);
  });

  test('the error for a role without permissions names the action and the resource', async () => {
    const response = await attempt([], 'GetConnection', { ConnectionArn: connectionArn });

    expect(response).toContain('AccessDeniedException');
    expect(response).toMatch(
      /arn:aws:sts::123456789012:assumed-role\/role-\d+\/test is not authorized to perform: codeconnections:GetConnection/,
    );
    expect(response).toContain(`on resource: ${connectionArn}`);
  });

  const GET = 'codeconnections:GetConnection';

  test.each<[string, 'allowed' | 'denied', () => Statement[]]>([
    ['the action on its ARN', 'allowed', () => [{ Action: GET, Resource: connectionArn }]],
    [
      'the action on all connections',
      'allowed',
      () => [{ Action: GET, Resource: connectionArn.replace(/[^/]+$/, '*') }],
    ],
    ['the action on another ARN', 'denied', () => [{ Action: GET, Resource: `${connectionArn}x` }]],
    ['the action with the old prefix', 'denied', () => [{ Action: 'codestar-connections:GetConnection' }]],
    ['a denial beside it', 'denied', () => [{ Action: GET }, { Action: 'codeconnections:*', Effect: 'Deny' }]],
    ['a condition on a tag that it has', 'allowed', () => [{ Action: GET, Condition: tagged('blue') }]],
    ['a condition on a tag that it does not have', 'denied', () => [{ Action: GET, Condition: tagged('red') }]],
  ])('a policy with %s: GetConnection is %s', async (_, expected, statements) => {
    const response = await attempt(statements(), 'GetConnection', { ConnectionArn: connectionArn });

    expect(response).toMatch(expected === 'allowed' ? /^allowed$/ : /AccessDeniedException/);
  });

  function tagged(team: string) {
    return { StringEquals: { 'aws:ResourceTag/team': team } };
  }

  test('codeconnections:ProviderType is a condition key of CreateConnection', async () => {
    const Condition = { StringEquals: { 'codeconnections:ProviderType': 'GitHub' } };
    const statements = [{ Action: 'codeconnections:CreateConnection', Condition }];

    expect(
      await attempt(statements, 'CreateConnection', { ConnectionName: `a-${protocol}`, ProviderType: 'GitHub' }),
    ).toBe('allowed');
    expect(
      await attempt(statements, 'CreateConnection', { ConnectionName: `b-${protocol}`, ProviderType: 'GitLab' }),
    ).toContain('AccessDeniedException');
  });

  test.each(['codeconnections:PassConnection', 'codeconnections:UseConnection'])(
    'CreateRepositoryLink needs %s on the connection',
    async (lacking) => {
      const actions = ['CreateRepositoryLink', 'PassConnection', 'UseConnection'].map(
        (name) => `codeconnections:${name}`,
      );
      const body = (RepositoryName: string) => ({ ConnectionArn: connectionArn, OwnerId: protocol, RepositoryName });

      expect(await attempt([{ Action: actions }], 'CreateRepositoryLink', body(lacking.slice(16)))).toBe('allowed');
      const response = await attempt(
        [{ Action: actions.filter((action) => action !== lacking) }],
        'CreateRepositoryLink',
        body('refused'),
      );
      expect(response).toContain(`is not authorized to perform: ${lacking} on resource: ${connectionArn}`);
    },
  );

  test.each(['codeconnections:PassRepository', 'iam:PassRole'])('CreateSyncConfiguration needs %s', async (lacking) => {
    const grants = [
      { Action: 'codeconnections:CreateSyncConfiguration', Resource: linkArn },
      { Action: 'codeconnections:PassRepository', Resource: linkArn },
      {
        Action: 'iam:PassRole',
        Resource: ROLE,
        Condition: { StringEquals: { 'iam:PassedToService': SYNC_PRINCIPAL } },
      },
    ];
    const body = (ResourceName: string) => ({
      ResourceName,
      SyncType: 'CFN_STACK_SYNC',
      Branch: 'main',
      ConfigFile: 'deploy.yaml',
      RepositoryLinkId: linkId,
      RoleArn: ROLE,
    });

    expect(await attempt(grants, 'CreateSyncConfiguration', body(`${lacking.split(':')[1]}-${protocol}`))).toBe(
      'allowed',
    );
    const response = await attempt(
      grants.filter(({ Action }) => Action !== lacking),
      'CreateSyncConfiguration',
      body('refused'),
    );
    expect(response).toContain(`is not authorized to perform: ${lacking}`);
  });

  test('CreateConnection with tags needs TagResource', async () => {
    const body = { ConnectionName: 'tagged', ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: 'v' }] };

    const response = await attempt([{ Action: 'codeconnections:CreateConnection' }], 'CreateConnection', body);

    expect(response).toContain('is not authorized to perform: codeconnections:TagResource');
  });

  test('conditions on the tags of a request are about those in its input', async () => {
    const tagsOf = (Value: string) => ({ ResourceArn: connectionArn, Tags: [{ Key: 'stage', Value }] });
    const Condition = { StringEquals: { 'aws:RequestTag/stage': 'dev' } };
    const statements = [{ Action: 'codeconnections:TagResource', Condition }];
    expect(await attempt(statements, 'TagResource', tagsOf('dev'))).toBe('allowed');
    expect(await attempt(statements, 'TagResource', tagsOf('prod'))).toContain('AccessDeniedException');
  });

  test('an operation without a resource needs its action on *', async () => {
    const statement = { Action: 'codeconnections:ListHosts' };

    expect(await attempt([statement], 'ListHosts')).toBe('allowed');
    expect(await attempt([{ ...statement, Resource: linkArn }], 'ListHosts')).toContain('AccessDeniedException');
  });

  test('assuming the role of a sync configuration is for Git sync only', async () => {
    const body = { RoleArn: 'r', ConnectionArn: 'c' };
    const response = await attempt([{ Action: 'codeconnections:Get*' }], '_AssumeRole', body);

    expect(response).toMatch(/AccessDenied|not authorized/);
  });
});
