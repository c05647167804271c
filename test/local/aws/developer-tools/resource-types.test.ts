import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { roleWith } from '../ministack/roles';
import { Stacks, type Template } from '../ministack/stacks';
import { call, connectionPolicy, pipeline, project, serviceRole } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
let stacks: Stacks;
let count = 0;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
});

afterAll(() => aws.stop());

type Resources = Template['Resources'];

/** Deploys resources in a stack of their own. */
async function deployed(Resources: Resources, Outputs: Record<string, unknown> = {}) {
  const name = `stack-${++count}`;
  const values = Object.fromEntries(Object.entries(Outputs).map(([key, Value]) => [key, { Value }]));
  return { name, outputs: await stacks.create(name, { Resources, Outputs: values }) };
}

const refused = (Resources: Resources) => stacks.failure('CreateStack', `stack-${++count}`, { Resources });

const roles = { PipelineRole: serviceRole('codepipeline'), BuildRole: serviceRole('codebuild') };
const roleArn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

describe('a pipeline', () => {
  const trigger = (SourceActionName: string) => ({
    ProviderType: 'CodeStarSourceConnection',
    GitConfiguration: { SourceActionName, Push: [{ Branches: { Includes: ['main'] } }] },
  });

  test('has its name as Ref, and its version, which an update raises', async () => {
    const template = (ExecutionMode: string) => ({
      Resources: { ...roles, P: pipeline({ Name: 'versioned', PipelineType: 'V2', ExecutionMode }) },
      Outputs: { Ref: { Value: { Ref: 'P' } }, Version: { Value: { 'Fn::GetAtt': ['P', 'Version'] } } },
    });
    expect(await stacks.create('versions', template('QUEUED'))).toEqual({ Ref: 'versioned', Version: '1' });
    expect(await stacks.update('versions', template('PARALLEL'))).toEqual({ Ref: 'versioned', Version: '2' });

    const read = await call(aws.env, 'codepipeline', 'GetPipeline', { name: 'versioned' });
    expect(read).toMatchObject({
      pipeline: {
        name: 'versioned',
        executionMode: 'PARALLEL',
        version: 2,
        stages: [{ name: 'Source' }, { name: 'Build' }],
      },
      metadata: { pipelineArn: 'arn:aws:codepipeline:us-east-1:123456789012:versioned' },
    });
    await stacks.delete('versions');
    expect(await call(aws.env, 'codepipeline', 'ListPipelines')).toEqual({ pipelines: [] });
  });

  test('is replaced when its name changes', async () => {
    const template = (Name: string) => ({ Resources: { ...roles, P: pipeline({ Name }) } });
    await stacks.create('renamed', template('before'));
    await stacks.update('renamed', template('after'));

    const { pipelines } = await call<{ pipelines: object[] }>(aws.env, 'codepipeline', 'ListPipelines');
    expect(pipelines).toMatchObject([{ name: 'after', version: 1 }]);
    await stacks.delete('renamed');
  });

  test('without a name gets one from CloudFormation, and keeps it', async () => {
    const template = (Value: string) => ({
      Resources: { ...roles, P: pipeline({ Tags: [{ Key: 'k', Value }] }) },
      Outputs: { Ref: { Value: { Ref: 'P' } } },
    });
    const { Ref } = await stacks.create('nameless', template('1'));
    expect(Ref).toMatch(/^nameless-P-/);
    expect(await stacks.update('nameless', template('2'))).toEqual({ Ref });

    const resourceArn = `arn:aws:codepipeline:us-east-1:123456789012:${Ref}`;
    const { tags } = await call<{ tags: object[] }>(aws.env, 'codepipeline', 'ListTagsForResource', { resourceArn });
    expect(tags).toEqual([{ key: 'k', value: '2' }]);
    await stacks.delete('nameless');
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown property', { Colour: 'red' }, /#: extraneous key \[Colour\] is not permitted/],
    ['no role', { RoleArn: undefined }, /#: required key \[RoleArn\] not found/],
    ['a read-only property', { Version: '1' }, /#: extraneous key \[Version\] is not permitted/],
    ['a value outside of an enum', { PipelineType: 'V3' }, /#\/PipelineType: V3 is not a valid enum value/],
    [
      'two kinds of artifact stores',
      { ArtifactStores: [] },
      /exactly one of the keys \[ArtifactStore, ArtifactStores\]/,
    ],
    [
      'a name that is too long',
      { Name: 'x'.repeat(101) },
      /'pipeline\.name' .*length less than or equal to 100.*InvalidRequest/,
    ],
    ['one stage', { Stages: [pipeline().Properties.Stages[0]] }, /#\/Stages: expected minimum item count: 2, found: 1/],
    ['triggers in type V1', { Triggers: [trigger('Checkout')] }, /Pipeline type V1 has no triggers/],
    [
      'a role that does not exist',
      { RoleArn: 'arn:aws:iam::123456789012:role/none' },
      /CodePipeline is not authorized to perform AssumeRole on role arn:aws:iam::123456789012:role\/none/,
    ],
    [
      'a role of another service',
      { RoleArn: roleArn('BuildRole') },
      /CodePipeline is not authorized to perform AssumeRole/,
    ],
  ])('with %s is refused', async (_, properties, reason) => {
    expect(await refused({ ...roles, P: pipeline(properties) })).toMatch(reason);
  });

  test('that breaks rules of its structure is refused with all of them', async () => {
    const [source, build] = pipeline().Properties.Stages;
    const Stages = [
      {
        ...source,
        Actions: [...source.Actions, { ...source.Actions[0], Configuration: { ConnectionArn: 'arn', Branch: 'main' } }],
      },
      { ...build, Name: 'Source', Actions: [{ ...build.Actions[0], InputArtifacts: [{ Name: 'Other' }] }] },
    ];
    const reason = await refused({
      ...roles,
      P: pipeline({ Stages, PipelineType: 'V2', Triggers: [trigger('Nobody')] }),
    });

    for (const rule of [
      'Stage names must be unique in a pipeline, but Source is used more than once',
      'Action names must be unique in a stage, but Checkout is used more than once in stage Source',
      'Output artifact names must be unique in a pipeline, but Code is used twice',
      'Input artifact Other of action Compile is not an output artifact of an action before it',
      "Action configuration for action 'Checkout' is missing required configuration 'FullRepositoryId'",
      "Action configuration for action 'Checkout' contains unknown configuration 'Branch'",
      'The trigger names the source action Nobody',
    ]) {
      expect(reason).toContain(rule);
    }
  });

  test('does not run, and says so', async () => {
    const { name } = await deployed({ ...roles, P: pipeline({ Name: 'idle' }) });

    await expect(call(aws.env, 'codepipeline', 'StartPipelineExecution', { name: 'idle' })).rejects.toThrow(
      'StartPipelineExecution of CodePipeline is refused: The local AWS does not run pipelines',
    );
    expect(await call(aws.env, 'codepipeline', 'ListPipelineExecutions', { pipelineName: 'idle' })).toMatchObject({
      pipelineExecutionSummaries: [
        {
          status: 'Stopped',
          statusSummary: 'The local AWS does not run pipelines',
          trigger: { triggerType: 'CreatePipeline' },
        },
      ],
    });
    expect(await call(aws.env, 'codepipeline', 'GetPipelineState', { name: 'idle' })).toMatchObject({
      stageStates: [{ stageName: 'Source', actionStates: [{ actionName: 'Checkout' }] }, { stageName: 'Build' }],
    });
    await stacks.delete(name);
  });
});

describe('a project', () => {
  test('has its name as Ref and its ARN, can be read with all its properties, and is updated in place', async () => {
    const template = (Properties: Record<string, unknown>) => ({
      Resources: { ...roles, P: project({ Name: 'app', ...Properties }) },
      Outputs: { Ref: { Value: { Ref: 'P' } }, Arn: { Value: { 'Fn::GetAtt': ['P', 'Arn'] } } },
    });
    const outputs = await stacks.create(
      'project',
      template({
        Cache: { Type: 'LOCAL', Modes: ['LOCAL_SOURCE_CACHE'] },
        TimeoutInMinutes: '30',
        Visibility: 'PUBLIC_READ',
        LogsConfig: { CloudWatchLogs: { Status: 'DISABLED' } },
      }),
    );
    expect(outputs).toEqual({ Ref: 'app', Arn: 'arn:aws:codebuild:us-east-1:123456789012:project/app' });
    expect(await projectNamed('app')).toMatchObject({
      source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
      cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
      timeoutInMinutes: 30,
      projectVisibility: 'PUBLIC_READ',
      logsConfig: { cloudWatchLogs: { status: 'DISABLED' } },
    });

    await stacks.update('project', template({ Description: 'new' }));
    expect(await projectNamed('app')).toMatchObject({
      description: 'new',
      timeoutInMinutes: 60,
      cache: { type: 'NO_CACHE' },
    });
    await stacks.delete('project');
    expect(await call(aws.env, 'codebuild', 'ListProjects')).toEqual({ projects: [] });
  });

  async function projectNamed(name: string): Promise<unknown> {
    const { projects } = await call<{ projects: object[] }>(aws.env, 'codebuild', 'BatchGetProjects', {
      names: [name],
    });
    return projects[0];
  }

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown property', { Colour: 'red' }, /#: extraneous key \[Colour\] is not permitted/],
    [
      'an unknown nested property',
      { Source: { Type: 'NO_SOURCE', Url: 'x' } },
      /#\/Source: extraneous key \[Url\] is not permitted/,
    ],
    ['no artifacts', { Artifacts: undefined }, /#: required key \[Artifacts\] not found/],
    ['a time-out of text', { TimeoutInMinutes: 'long' }, /#\/TimeoutInMinutes: expected type: Integer, found: String/],
    [
      'a time-out that is too long',
      { TimeoutInMinutes: 5000 },
      /#\/TimeoutInMinutes: 5000 is not less or equal to 2160/,
    ],
    [
      'an unknown source type',
      { Source: { Type: 'SVN' } },
      /Value 'SVN' at 'source\.type' failed to satisfy constraint: Member must satisfy enum value set: \[CODECOMMIT, /,
    ],
    [
      'a role of another service',
      { ServiceRole: roleArn('PipelineRole') },
      /CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::123456789012:role\//,
    ],
  ])('with %s is refused', async (_, properties, reason) => {
    expect(await refused({ ...roles, P: project(properties) })).toMatch(reason);
  });

  test('does not build, and says so', async () => {
    const { name } = await deployed({ ...roles, P: project({ Name: 'idle' }) });

    await expect(call(aws.env, 'codebuild', 'StartBuild', { projectName: 'idle' })).rejects.toThrow(
      'StartBuild of CodeBuild is refused: The local AWS does not run builds',
    );
    expect(await call(aws.env, 'codebuild', 'ListBuildsForProject', { projectName: 'idle' })).toEqual({ ids: [] });
    await stacks.delete(name);
  });
});

describe('the webhook of a project', () => {
  const connection = {
    C: { Type: 'AWS::CodeConnections::Connection', Properties: { ConnectionName: 'webhooks', ProviderType: 'GitHub' } },
  };
  let ConnectionArn: string;

  beforeAll(async () => {
    ({ Arn: ConnectionArn } = (await deployed(connection, { Arn: { Ref: 'C' } })).outputs);
  });

  const source = (Auth?: object) => ({ Type: 'GITHUB', Location: 'https://github.com/my-org/app.git', Auth });
  const auth = () => ({ Type: 'CODECONNECTIONS', Resource: ConnectionArn });
  const push = { Type: 'EVENT', Pattern: 'PUSH' };
  const triggers = (FilterGroups: unknown[], more: object = {}) => ({ Webhook: true, FilterGroups, ...more });

  test('needs credentials for the provider', async () => {
    const reason = await refused({ ...roles, P: project({ Source: source(), Triggers: triggers([[push]]) }) });

    expect(reason).toContain('Could not find access token for server type github');
    expect(await call(aws.env, 'codebuild', 'ListProjects')).toEqual({ projects: [] });
  });

  test('needs a role that may use the connection when the project is made', async () => {
    const P = project({ Source: source(auth()), Triggers: triggers([[push]]) });
    const policy = connectionPolicy(ConnectionArn);

    expect(await refused({ ...roles, P, Late: { ...policy, DependsOn: 'P' } })).toContain(
      `Access denied to connection ${ConnectionArn}`,
    );
    expect(await refused({ ...roles, P: { ...P, DependsOn: 'Early' }, Early: policy })).toContain(
      `Failed to get access token from ${ConnectionArn}: it is PENDING`,
    );
    aws.simulator.completeConnection(ConnectionArn);
    const { name } = await deployed({ ...roles, P: { ...P, DependsOn: 'Early' }, Early: policy });
    await stacks.delete(name);
  });

  test.each<[string, unknown[], RegExp]>([
    [
      'lookahead',
      [[push, { Type: 'HEAD_REF', Pattern: '^refs/heads/(?!main)' }]],
      /RE2 has no '\(\?!'; exclude by excludeMatchedPattern instead/,
    ],
    ['a backreference', [[push, { Type: 'FILE_PATH', Pattern: '(a)\\1' }]], /RE2 has no '\\1'/],
    [
      'no event',
      [[{ Type: 'HEAD_REF', Pattern: 'main' }]],
      /Each filter group must have one filter of type EVENT, got 0/,
    ],
    ['an unknown event', [[{ Type: 'EVENT', Pattern: 'PUSH, PULL_REQUEST' }]], /Unknown event type 'PULL_REQUEST'/],
    [
      'an unknown type',
      [[push, { Type: 'BRANCH', Pattern: 'main' }]],
      /Value 'BRANCH' at 'filterGroups\.1\.member\.2\.member\.type' failed .* enum value set: \[EVENT, /,
    ],
    [
      'a misspelt key',
      [[{ ...push, Exclude: true }]],
      /Value at 'filterGroups\.1\.member\.1\.member\.Exclude' is not known/,
    ],
  ])('with %s in its filters is refused', async (_, groups, reason) => {
    const P = project({ Source: source(auth()), Triggers: triggers(groups) });
    expect(
      await refused({ ...roles, P: { ...P, DependsOn: 'Early' }, Early: connectionPolicy(ConnectionArn) }),
    ).toMatch(reason);
  });

  test('stays as it was when an update fails, and goes with its triggers', async () => {
    const template = (Triggers?: object) => {
      const P = project({ Name: 'hooked', Source: source(auth()), Triggers });
      return { Resources: { ...roles, Early: connectionPolicy(ConnectionArn), P: { ...P, DependsOn: 'Early' } } };
    };
    const webhook = async () => {
      const request = { names: ['hooked'] };
      const { projects } = await call<{ projects: { webhook?: object }[] }>(
        aws.env,
        'codebuild',
        'BatchGetProjects',
        request,
      );
      return projects[0].webhook;
    };
    await stacks.create('hooked', template(triggers([[push]])));
    const before = await webhook();
    expect(before).toMatchObject({ filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] });

    await stacks.failure('UpdateStack', 'hooked', template(triggers([[{ Type: 'EVENT', Pattern: 'PULL' }]])));
    expect(await webhook()).toEqual(before);
    await stacks.update('hooked', template());
    expect(await webhook()).toBeUndefined();
    await stacks.delete('hooked');
  });

  test('of an organization needs the source location for that', async () => {
    const ScopeConfiguration = { Name: 'my-org' };
    const P = project({ Source: source(auth()), Triggers: triggers([[push]], { ScopeConfiguration }) });
    expect(
      await refused({ ...roles, P: { ...P, DependsOn: 'Early' }, Early: connectionPolicy(ConnectionArn) }),
    ).toContain(
      'A webhook with the scope GITHUB_ORGANIZATION needs the source location CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION',
    );
  });
});

describe('source credentials', () => {
  const credentials = (Properties: object) => ({ Type: 'AWS::CodeBuild::SourceCredential', Properties });
  const token = { ServerType: 'GITHUB', AuthType: 'PERSONAL_ACCESS_TOKEN', Token: 'secret-token' };

  test('have their ARN as Ref, are one for each provider, and show no token', async () => {
    const { name, outputs } = await deployed({ S: credentials(token) }, { Ref: { Ref: 'S' } });
    expect(outputs.Ref).toBe('arn:aws:codebuild:us-east-1:123456789012:token/github');
    expect(await call(aws.env, 'codebuild', 'ListSourceCredentials')).toEqual({
      sourceCredentialsInfos: [{ arn: outputs.Ref, serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' }],
    });

    expect(await refused({ S: credentials(token) })).toMatch(
      /Access token with server type GITHUB already exists\. Delete its source credential.*AlreadyExists/,
    );
    await stacks.delete(name);
    expect(await call(aws.env, 'codebuild', 'ListSourceCredentials')).toEqual({ sourceCredentialsInfos: [] });
  });

  test.each([
    ['an unknown provider', { ...token, ServerType: 'GITEA' }, /Value 'GITEA' at 'serverType' failed/],
    ['an unknown connection', { ...token, AuthType: 'CODECONNECTIONS' }, /Connection secret-token does not exist/],
  ])('with %s are refused', async (_, properties, reason) => {
    expect(await refused({ S: credentials(properties) })).toMatch(reason);
  });
});

test('a share of a connection has its ARN, is read by RAM, updated in place and deleted', async () => {
  const C = {
    Type: 'AWS::CodeConnections::Connection',
    Properties: { ConnectionName: 'shared', ProviderType: 'GitHub' },
  };
  const template = (principal: string) => ({
    Resources: {
      C,
      S: {
        Type: 'AWS::RAM::ResourceShare',
        Properties: { Name: 'connections', ResourceArns: [{ Ref: 'C' }], Principals: [principal] },
      },
    },
    Outputs: {
      Ref: { Value: { Ref: 'S' } },
      Arn: { Value: { 'Fn::GetAtt': ['S', 'Arn'] } },
      C: { Value: { Ref: 'C' } },
    },
  });
  const outputs = await stacks.create('share', template('210987654321'));
  expect(outputs.Ref).toMatch(/^arn:aws:ram:us-east-1:123456789012:resource-share\/[\w-]{36}$/);
  expect(outputs.Arn).toBe(outputs.Ref);
  expect(await stacks.update('share', template('111122223333'))).toEqual(outputs);

  const ram = <T>(path: string, body: object) => awsRequest<T>(aws.env, { service: 'ram', path, body });
  expect(await ram('/getresourceshares', { resourceOwner: 'SELF' })).toMatchObject({
    resourceShares: [{ name: 'connections', resourceShareArn: outputs.Ref, status: 'ACTIVE' }],
  });
  const entities = async (associationType: string) => {
    const { resourceShareAssociations } = await ram<{ resourceShareAssociations: { associatedEntity: string }[] }>(
      '/getresourceshareassociations',
      { associationType },
    );
    return resourceShareAssociations.map(({ associatedEntity }) => associatedEntity);
  };
  expect(await entities('PRINCIPAL')).toEqual(['111122223333']);
  expect(await entities('RESOURCE')).toEqual([outputs.C]);
  await expect(ram('/createresourceshare', { name: 'x' })).rejects.toThrow('The local AWS does not have it');
  await stacks.delete('share');
  expect(await ram('/getresourceshares', { resourceOwner: 'SELF' })).toEqual({ resourceShares: [] });
});

test.each([
  ['a principal that is none', { Principals: ['somebody'] }, /Principal ID somebody is malformed/],
  [
    'a connection that does not exist',
    { ResourceArns: [`arn:aws:codeconnections:us-east-1:123456789012:connection/${'0'.repeat(8)}`] },
    /could not be found.*NotFound/,
  ],
  ['an unknown property', { Region: 'us-east-1' }, /#: extraneous key \[Region\] is not permitted/],
])('a share with %s is refused', async (_, properties, reason) => {
  const S = { Type: 'AWS::RAM::ResourceShare', Properties: { Name: 'refused', ...properties } };
  expect(await refused({ S })).toMatch(reason);
});

test('a resource without a name gets one, and keeps it when it is updated', async () => {
  const template = (Value: string) => ({
    Resources: {
      R: {
        Type: 'AWS::CodeBuild::ReportGroup',
        Properties: { Type: 'TEST', ExportConfig: { ExportConfigType: 'NO_EXPORT' }, Tags: [{ Key: 'k', Value }] },
      },
    },
    Outputs: { Arn: { Value: { Ref: 'R' } } },
  });
  const outputs = await stacks.create('reports', template('1'));
  expect(outputs.Arn).toContain('report-group/reports-R-');
  expect(await stacks.update('reports', template('2'))).toEqual(outputs);
  await stacks.delete('reports');
});

test.each([
  'AWS::CodeBuild::Fleet',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodeBuild::SourceCredential',
  'AWS::CodePipeline::CustomActionType',
  'AWS::CodePipeline::Webhook',
  'AWS::RAM::Permission',
])('%s is checked by its schema', async (Type) => {
  expect(await refused({ R: { Type, Properties: { Colour: 'red' } } })).toContain(
    '#: extraneous key [Colour] is not permitted',
  );
});

test('the types that only are remembered have the attributes of their schemas', async () => {
  const { name, outputs } = await deployed(
    {
      ReportGroup: {
        Type: 'AWS::CodeBuild::ReportGroup',
        Properties: { Name: 'reports', Type: 'TEST', ExportConfig: { ExportConfigType: 'NO_EXPORT' } },
      },
      Fleet: {
        Type: 'AWS::CodeBuild::Fleet',
        Properties: {
          Name: 'fleet',
          BaseCapacity: 1,
          EnvironmentType: 'LINUX_CONTAINER',
          ComputeType: 'BUILD_GENERAL1_SMALL',
        },
      },
      Permission: {
        Type: 'AWS::RAM::Permission',
        Properties: { Name: 'use', ResourceType: 'codeconnections:Connection', PolicyTemplate: { Effect: 'Allow' } },
      },
      Action: {
        Type: 'AWS::CodePipeline::CustomActionType',
        Properties: {
          Category: 'Test',
          Provider: 'Mine',
          Version: '1',
          InputArtifactDetails: { MinimumCount: 0, MaximumCount: 1 },
          OutputArtifactDetails: { MinimumCount: 0, MaximumCount: 0 },
        },
      },
      Webhook: {
        Type: 'AWS::CodePipeline::Webhook',
        Properties: {
          Name: 'hook',
          Authentication: 'UNAUTHENTICATED',
          AuthenticationConfiguration: {},
          Filters: [{ JsonPath: '$.ref', MatchEquals: 'refs/heads/main' }],
          TargetPipeline: 'p',
          TargetAction: 'Checkout',
        },
      },
    },
    {
      ReportGroup: { Ref: 'ReportGroup' },
      Fleet: { 'Fn::GetAtt': ['Fleet', 'Arn'] },
      Permission: { 'Fn::GetAtt': ['Permission', 'PermissionType'] },
      Action: { Ref: 'Action' },
      Webhook: { 'Fn::GetAtt': ['Webhook', 'Url'] },
    },
  );
  expect(outputs).toEqual({
    ReportGroup: 'arn:aws:codebuild:us-east-1:123456789012:report-group/reports',
    Fleet: expect.stringMatching(/^arn:aws:codebuild:us-east-1:123456789012:fleet\/fleet:/),
    Permission: 'CUSTOMER_MANAGED',
    Action: 'Test|Mine|1',
    Webhook: expect.stringMatching(/^https:\/\//),
  });
  await stacks.delete(name);
});

test('reads are authorized by IAM, pipeline by pipeline and project by project', async () => {
  const Resource = 'arn:aws:codepipeline:us-east-1:123456789012:mine';
  const env = await roleWith(aws.env, [
    { Action: ['codepipeline:GetPipeline', 'ram:GetResourceShares'], Resource },
    { Action: 'codebuild:*', Resource: 'arn:aws:codebuild:us-east-1:123456789012:project/mine' },
  ]);

  await expect(call(env, 'codepipeline', 'GetPipeline', { name: 'mine' })).rejects.toThrow('PipelineNotFoundException');
  await expect(call(env, 'codepipeline', 'GetPipeline', { name: 'other' })).rejects.toThrow('AccessDenied');
  await expect(call(env, 'codebuild', 'ListProjects')).rejects.toThrow('AccessDenied');
  expect(await call(env, 'codebuild', 'BatchGetProjects', { names: ['mine'] })).toMatchObject({ projects: [] });
  await expect(call(env, 'codebuild', 'BatchGetProjects', { names: ['other'] })).rejects.toThrow('AccessDenied');
  await expect(
    awsRequest(env, { service: 'ram', path: '/getresourceshares', body: { resourceOwner: 'SELF' } }),
  ).rejects.toThrow('AccessDenied');
});

test('what only the local AWS itself asks for is refused to others', async () => {
  const env = await roleWith(aws.env, [{ Action: '*' }]);

  await expect(call(env, 'codepipeline', '_ListPipelines')).rejects.toThrow('has no operation _ListPipelines');
});
