import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
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

/** Whether a role with these permissions may do something; if not, what it is told. */
async function attempt(statements: Statement[], operation: string, body: object = {}): Promise<string> {
  return call(await roleWith(aws.env, statements), operation, body).then(
    () => 'allowed',
    (error: Error) => error.message,
  );
}

test('the root user of the account may do everything', async () => {
  await expect(call(aws.env, 'GetConnection', { ConnectionArn: connectionArn })).resolves.toHaveProperty('Connection');
});

test('a signature of another secret key is refused', async () => {
  const forged = { ...(await roleWith(aws.env, [])), AWS_SECRET_ACCESS_KEY: 'forged' };

  await expect(call(forged, 'ListHosts')).rejects.toThrow(/InvalidSignatureException|SignatureDoesNotMatch/);
});

test('a role without permissions is refused, and told which action on which resource it lacks', async () => {
  const answer = await attempt([], 'GetConnection', { ConnectionArn: connectionArn });

  expect(answer).toContain('AccessDeniedException');
  expect(answer).toMatch(
    /arn:aws:sts::123456789012:assumed-role\/role-\d+\/test is not authorized to perform: codeconnections:GetConnection/,
  );
  expect(answer).toContain(`on resource: ${connectionArn}`);
});

const GET = 'codeconnections:GetConnection';

test.each<[string, () => Statement[], boolean]>([
  ['the action on its ARN', () => [{ Action: GET, Resource: connectionArn }], true],
  ['the action on every connection', () => [{ Action: GET, Resource: connectionArn.replace(/[^/]+$/, '*') }], true],
  ['the action on another ARN', () => [{ Action: GET, Resource: `${connectionArn}x` }], false],
  ['the action of the old prefix', () => [{ Action: 'codestar-connections:GetConnection' }], false],
  ['a denial besides', () => [{ Action: GET }, { Action: 'codeconnections:*', Effect: 'Deny' }], false],
  ['the tag that it asks for', () => [{ Action: GET, Condition: tagged('blue') }], true],
  ['a tag that it does not have', () => [{ Action: GET, Condition: tagged('red') }], false],
])('GetConnection with %s', async (_, statements, allowed) => {
  const answer = await attempt(statements(), 'GetConnection', { ConnectionArn: connectionArn });

  expect(answer).toMatch(allowed ? /^allowed$/ : /AccessDeniedException/);
});

function tagged(team: string) {
  return { StringEquals: { 'aws:ResourceTag/team': team } };
}

test('a provider type can be a condition for creating a connection', async () => {
  const Condition = { StringEquals: { 'codeconnections:ProviderType': 'GitHub' } };
  const statements = [{ Action: 'codeconnections:CreateConnection', Condition }];

  expect(await attempt(statements, 'CreateConnection', { ConnectionName: 'a', ProviderType: 'GitHub' })).toBe(
    'allowed',
  );
  expect(await attempt(statements, 'CreateConnection', { ConnectionName: 'b', ProviderType: 'GitLab' })).toContain(
    'AccessDeniedException',
  );
});

test.each(['codeconnections:PassConnection', 'codeconnections:UseConnection'])(
  'a repository link takes %s on its connection too',
  async (lacking) => {
    const actions = ['CreateRepositoryLink', 'PassConnection', 'UseConnection'].map(
      (name) => `codeconnections:${name}`,
    );
    const body = (RepositoryName: string) => ({ ConnectionArn: connectionArn, OwnerId: 'o', RepositoryName });

    expect(await attempt([{ Action: actions }], 'CreateRepositoryLink', body(lacking.slice(16)))).toBe('allowed');
    const answer = await attempt(
      [{ Action: actions.filter((action) => action !== lacking) }],
      'CreateRepositoryLink',
      body('refused'),
    );
    expect(answer).toContain(`is not authorized to perform: ${lacking} on resource: ${connectionArn}`);
  },
);

test.each(['codeconnections:PassRepository', 'iam:PassRole'])('a sync configuration takes %s too', async (lacking) => {
  const grants = [
    { Action: 'codeconnections:CreateSyncConfiguration', Resource: linkArn },
    { Action: 'codeconnections:PassRepository', Resource: linkArn },
    { Action: 'iam:PassRole', Resource: ROLE, Condition: { StringEquals: { 'iam:PassedToService': SYNC_PRINCIPAL } } },
  ];
  const body = (ResourceName: string) => ({
    ResourceName,
    SyncType: 'CFN_STACK_SYNC',
    Branch: 'main',
    ConfigFile: 'deploy.yaml',
    RepositoryLinkId: linkId,
    RoleArn: ROLE,
  });

  expect(await attempt(grants, 'CreateSyncConfiguration', body(lacking.split(':')[1]))).toBe('allowed');
  const answer = await attempt(
    grants.filter(({ Action }) => Action !== lacking),
    'CreateSyncConfiguration',
    body('refused'),
  );
  expect(answer).toContain(`is not authorized to perform: ${lacking}`);
});

test('tags at creation take TagResource', async () => {
  const body = { ConnectionName: 'tagged', ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: 'v' }] };

  const answer = await attempt([{ Action: 'codeconnections:CreateConnection' }], 'CreateConnection', body);

  expect(answer).toContain('is not authorized to perform: codeconnections:TagResource');
});

test('what takes no resource takes a grant on every resource', async () => {
  const statement = { Action: 'codeconnections:ListHosts' };

  expect(await attempt([statement], 'ListHosts')).toBe('allowed');
  expect(await attempt([{ ...statement, Resource: linkArn }], 'ListHosts')).toContain('AccessDeniedException');
});
