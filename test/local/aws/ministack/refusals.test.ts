import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { role, roleWith, type Statement } from './roles';
import { Stacks } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONNECTION = 'AWS::CodeConnections::Connection';
const HOST = 'AWS::CodeConnections::Host';
const LINK = 'AWS::CodeStarConnections::RepositoryLink';
const SYNC = 'AWS::CodeStarConnections::SyncConfiguration';

const PROPERTIES: Record<string, Record<string, unknown>> = {
  [CONNECTION]: { ConnectionName: 'c', ProviderType: 'GitHub' },
  'AWS::CodeStarConnections::Connection': { ConnectionName: 'c', ProviderType: 'GitHub' },
  [HOST]: { Name: 'h', ProviderType: 'GitLabSelfManaged', ProviderEndpoint: 'https://git.example.com' },
  [LINK]: {
    ConnectionArn: 'arn:aws:codeconnections:us-east-1:123456789012:connection/0',
    OwnerId: 'o',
    RepositoryName: 'r',
  },
  [SYNC]: {
    ResourceName: 'r',
    SyncType: 'CFN_STACK_SYNC',
    Branch: 'main',
    ConfigFile: 'f',
    RepositoryLinkId: '00000000-0000-0000-0000-000000000000',
    RoleArn: 'arn:aws:iam::123456789012:role/r',
  },
};

const REQUIRED: Record<string, string[]> = {
  [CONNECTION]: ['ConnectionName'],
  'AWS::CodeStarConnections::Connection': ['ConnectionName'],
  [HOST]: ['Name', 'ProviderType', 'ProviderEndpoint'],
  [LINK]: ['ConnectionArn', 'OwnerId', 'RepositoryName'],
  [SYNC]: ['ResourceName', 'SyncType', 'Branch', 'ConfigFile', 'RepositoryLinkId', 'RoleArn'],
};

let aws: LocalAws;
let stacks: Stacks;
let count = 0;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
});

afterAll(() => aws.stop());

/** Why a stack of one resource, R, could not be created. */
function refused(Type: string, Properties: object): Promise<string> {
  count += 1;
  return stacks.failure('CreateStack', `refused-${count}`, { Resources: { R: { Type, Properties } } });
}

test.each(Object.entries(REQUIRED).flatMap(([type, names]) => names.map((name) => [type, name])))(
  '%s without %s is refused with the name of the property',
  async (type, name) => {
    const { [name]: _, ...properties } = PROPERTIES[type];

    expect(await refused(type, properties)).toContain(`#: required key [${name}] not found`);
  },
);

test.each(Object.keys(PROPERTIES))(
  '%s with an unknown property is refused with the name of the property',
  async (type) => {
    const reason = await refused(type, { ...PROPERTIES[type], PullRequestComment: 'ENABLED' });

    expect(reason).toContain('#: extraneous key [PullRequestComment] is not permitted');
  },
);

test('a sync configuration with tags is refused, as on AWS', async () => {
  const reason = await refused(SYNC, { ...PROPERTIES[SYNC], Tags: [{ Key: 'a', Value: 'b' }] });

  expect(reason).toContain('#: extraneous key [Tags] is not permitted');
});

test('the keys of a VPC configuration are checked as properties are', async () => {
  const reason = await refused(HOST, { ...PROPERTIES[HOST], VpcConfiguration: { VpcId: 'vpc-12345678', Tls: 'x' } });

  expect(reason).toContain('#/VpcConfiguration: required key [SubnetIds] not found');
  expect(reason).toContain('#/VpcConfiguration: required key [SecurityGroupIds] not found');
  expect(reason).toContain('#/VpcConfiguration: extraneous key [Tls] is not permitted');
});

test.each([
  [LINK, 'OwnerId', 'MY'],
  [LINK, 'RepositoryName', 'INFRA'],
  [LINK, 'ConnectionArn', 'arn:aws-eusc:codeconnections:eusc-de-east-1:123456789012:connection/0'],
  [SYNC, 'ResourceName', 'PROD'],
])(
  "%s with a %s that the service takes, and CloudFormation's pattern does not, is refused",
  async (type, name, value) => {
    const reason = await refused(type, { ...PROPERTIES[type], [name]: value });

    expect(reason).toContain(`#/${name}: failed validation constraint for keyword [pattern]`);
  },
);

test.each([
  [CONNECTION, { ConnectionName: 'x'.repeat(33) }, '#/ConnectionName: expected maxLength: 32, actual: 33'],
  [HOST, { ProviderEndpoint: 'x'.repeat(513) }, '#/ProviderEndpoint: expected maxLength: 512, actual: 513'],
  [HOST, { ProviderType: 'SourceForge' }, '#/ProviderType: SourceForge is not a valid enum value'],
  [SYNC, { ResourceName: 'x'.repeat(101) }, '#/ResourceName: expected maxLength: 100, actual: 101'],
  [SYNC, { TriggerResourceUpdateOn: 'NOW' }, '#/TriggerResourceUpdateOn: NOW is not a valid enum value'],
])('%s with %j is refused before the service is asked', async (type, wrong, problem) => {
  expect(await refused(type, { ...PROPERTIES[type], ...wrong })).toContain(problem);
});

test('an error of the service fails the resource with its error code, and the stack is rolled back', async () => {
  const reason = await stacks.failure('CreateStack', 'failing', {
    Resources: {
      Fine: { Type: CONNECTION, Properties: { ConnectionName: 'fine', ProviderType: 'GitHub' } },
      R: {
        Type: CONNECTION,
        Properties: { ConnectionName: 'wrong', ProviderType: 'SourceForge' },
        DependsOn: 'Fine',
      },
    },
  });

  expect(reason).toMatch(/R: Resource handler returned message: ".*Error Code: ValidationException.*InvalidRequest\)/s);
  expect(await connectionNames()).toEqual([]);
});

test('a repository link on a pending connection fails', async () => {
  const reason = await stacks.failure('CreateStack', 'pending', {
    Resources: {
      C: { Type: CONNECTION, Properties: PROPERTIES[CONNECTION] },
      R: { Type: LINK, Properties: { ...PROPERTIES[LINK], ConnectionArn: { Ref: 'C' } } },
    },
  });

  expect(reason).toMatch(/R: Resource handler returned message: ".*InvalidInputException/);
});

test('a failed update is rolled back to the previous properties', async () => {
  const template = (ProviderEndpoint: string, failing: boolean) => ({
    Resources: {
      H: { Type: HOST, Properties: { ...PROPERTIES[HOST], ProviderEndpoint } },
      ...(failing && {
        R: { Type: CONNECTION, Properties: { ConnectionName: '', ProviderType: 'GitHub' }, DependsOn: 'H' },
      }),
    },
  });
  await stacks.create('updated', template('https://before.example.com', false));

  await stacks.failure('UpdateStack', 'updated', template('https://after.example.com', true));

  const { Hosts } = await awsRequest<{ Hosts: object[] }>(aws.env, {
    service: 'codeconnections',
    target: 'CodeConnections_20231201.ListHosts',
  });
  expect(Hosts).toMatchObject([{ ProviderEndpoint: 'https://before.example.com' }]);
});

async function connectionNames(): Promise<string[]> {
  const { Connections } = await awsRequest<{ Connections: { ConnectionName: string }[] }>(aws.env, {
    service: 'codeconnections',
    target: 'CodeConnections_20231201.ListConnections',
  });
  return Connections.map(({ ConnectionName }) => ConnectionName);
}

describe('the RoleARN of a stack', () => {
  const TRUSTED = { Service: 'cloudformation.amazonaws.com' };
  const template = { Resources: { Empty: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } };
  const mayCreate = { Action: ['cloudformation:CreateStack', 'cloudformation:DescribeStacks'] };
  const mayPass = (service: string) => ({
    Action: 'iam:PassRole',
    Condition: { StringEquals: { 'iam:PassedToService': service } },
  });

  /** Creates a stack with a role, as a caller with these permissions; returns the role of the stack, or the error. */
  async function createWithRole(principal: object | undefined, statements: Statement[]): Promise<string> {
    const [name, RoleName] = [`stack-${++count}`, `operations-${count}`];
    if (principal) await stacks.create(RoleName, { Resources: { Role: role(principal, [], RoleName) } });
    const RoleARN = `arn:aws:iam::123456789012:role/${RoleName}`;
    const query = (Action: string, parameters: Record<string, string>) => ({
      service: 'cloudformation',
      parameters: { Action, Version: '2010-05-15', StackName: name, ...parameters },
    });
    const env = await roleWith(aws.env, statements);
    try {
      await awsRequest<string>(env, query('CreateStack', { TemplateBody: JSON.stringify(template), RoleARN }));
      const described = await awsRequest<string>(env, query('DescribeStacks', {}));
      return described.includes(`<RoleARN>${RoleARN}</RoleARN>`) ? 'that role' : described;
    } catch (error) {
      return (error as Error).message;
    }
  }

  test('is the role of the stack if the caller may pass it', async () => {
    expect(await createWithRole(TRUSTED, [mayCreate, mayPass('cloudformation.amazonaws.com')])).toBe('that role');
  });

  test.each([[[]], [[mayPass('lambda.amazonaws.com')]]])(
    'is refused if the caller has no iam:PassRole for CloudFormation: %j',
    async (statements: Statement[]) => {
      expect(await createWithRole(TRUSTED, [mayCreate, ...statements])).toContain('iam:PassRole');
    },
  );

  test.each([
    ['CloudFormation cannot assume it', { Service: 'lambda.amazonaws.com' }],
    ['the role does not exist (an environment that is not bootstrapped)', undefined],
  ])('is refused if %s', async (_, principal) => {
    const refused = await createWithRole(principal, [mayCreate, { Action: 'iam:PassRole' }]);
    expect(refused).toContain('is invalid or cannot be assumed');
  });
});
