import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { Stacks } from '../ministack/stacks';
import { call, connectionPolicy, pipeline, project, serviceRole, sourceAction, useConnectionPolicy } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
let stacks: Stacks;
let ConnectionArn: string;

const connection = {
  Type: 'AWS::CodeConnections::Connection',
  Properties: { ConnectionName: 'c', ProviderType: 'GitHub' },
};
const branches = (Includes: string[]) => ({
  ProviderType: 'CodeStarSourceConnection',
  GitConfiguration: { SourceActionName: 'Checkout', Push: [{ Branches: { Includes } }] },
});

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
  const Outputs = { Arn: { Value: { Ref: 'C' } } };
  ConnectionArn = (await stacks.create('connection', { Resources: { C: connection }, Outputs })).Arn;
  const source = sourceAction(ConnectionArn);
  const PipelineRole = serviceRole('codepipeline');
  await stacks.create('early', { Resources: { PipelineRole, P: pipeline({ Name: 'early' }, source) } });
  aws.simulator.completeConnection(ConnectionArn);
  const Triggers = [branches(['release/*'])];
  await stacks.create('pipelines', {
    Resources: {
      PipelineRole,
      PipelinePolicy: useConnectionPolicy('PipelineRole', ConnectionArn),
      Main: pipeline({ Name: 'main' }, source),
      Releases: pipeline({ Name: 'releases', PipelineType: 'V2', Triggers }, source),
    },
  });
  const other = sourceAction(ConnectionArn, { FullRepositoryId: 'my-org/other' });
  const GitConfiguration = {
    SourceActionName: 'Checkout',
    Push: [{ Branches: { Includes: ['**'] } }, { Tags: { Includes: ['v*'] } }],
    PullRequest: [{ Branches: { Includes: ['main'] } }],
  };
  const any = { PipelineType: 'V2', Triggers: [{ ProviderType: 'CodeStarSourceConnection', GitConfiguration }] };
  const repository = { 'codeconnections:FullRepositoryId': ['my-org/other'] };
  const branch = { 'codeconnections:BranchName': ['main'] };
  for (const [name, keys] of Object.entries({ narrow: { ...repository, ...branch }, wide: repository })) {
    await stacks.create(name, {
      Resources: {
        PipelineRole,
        PipelinePolicy: useConnectionPolicy('PipelineRole', ConnectionArn, { StringEqualsIfExists: keys }),
        P: pipeline({ Name: name, ...any }, other),
      },
    });
  }
  await stacks.create('project', {
    Resources: {
      BuildRole: serviceRole('codebuild'),
      Policy: connectionPolicy(ConnectionArn),
      P: {
        ...project({
          Name: 'app',
          Source: {
            Type: 'GITHUB',
            Location: 'https://github.com/my-org/app.git',
            Auth: { Type: 'CODECONNECTIONS', Resource: ConnectionArn },
          },
          Triggers: {
            Webhook: true,
            BuildType: 'BUILD_BATCH',
            FilterGroups: [
              [
                { Type: 'EVENT', Pattern: 'PUSH' },
                { Type: 'HEAD_REF', Pattern: '^refs/heads/main$' },
              ],
            ],
          },
        }),
        DependsOn: 'Policy',
      },
    },
  });
});

afterAll(() => aws.stop());

/** The executions of a pipeline that pushes have started, newest first. */
async function executions(pipelineName: string): Promise<object[]> {
  const { pipelineExecutionSummaries } = await call<{
    pipelineExecutionSummaries: { trigger: { triggerType: string } }[];
  }>(aws.env, 'codepipeline', 'ListPipelineExecutions', { pipelineName });
  return pipelineExecutionSummaries.filter(({ trigger }) => trigger.triggerType === 'WebhookV2');
}

test('a push starts an execution of each pipeline that it triggers, which stops and says why', async () => {
  const sha = await aws.push({ repository: 'my-org/app', branch: 'main', files: { 'a.ts': '' } });
  const detail = { FullRepositoryId: 'my-org/app', BranchName: 'main', CommitId: sha, ConnectionArn };
  expect(await executions('main')).toEqual([
    expect.objectContaining({
      status: 'Stopped',
      statusSummary: 'The local AWS does not run pipelines',
      trigger: { triggerType: 'WebhookV2', triggerDetail: JSON.stringify(detail) },
      sourceRevisions: [{ actionName: 'Checkout', revisionId: sha }],
    }),
  ]);
  expect(await executions('releases')).toEqual([]);

  await aws.push({ repository: 'my-org/app', branch: 'release/1', files: { 'a.ts': '' } });
  expect(await executions('main')).toHaveLength(1);
  const [{ pipelineExecutionId }] = (await executions('releases')) as { pipelineExecutionId: string }[];
  const one = { pipelineName: 'releases', pipelineExecutionId };
  expect(await call(aws.env, 'codepipeline', 'GetPipelineExecution', one)).toMatchObject({
    pipelineExecution: { status: 'Stopped', artifactRevisions: [{ name: 'Checkout' }] },
  });
});

describe('a pipeline whose source may read one branch only', () => {
  const repository = 'my-org/other';
  const denials = async (event: Parameters<typeof aws.codePipeline.decideTriggers>[0]) =>
    Object.fromEntries(
      (await aws.codePipeline.decideTriggers(event)).map(({ pipeline, denial }) => [pipeline, denial]),
    );
  const refused = (what: string) =>
    expect.stringMatching(
      `^arn:aws:iam::.* is not authorized to perform: codeconnections:UseConnection on resource: ${ConnectionArn}, for '${what}' of my-org/other$`,
    );

  test('reads this branch', async () => {
    expect(await denials({ repository, branch: 'main', files: [] })).toEqual({ narrow: undefined, wide: undefined });
  });

  test.each<[string, object, string]>([
    ['another branch', { branch: 'dev' }, 'dev'],
    ['a tag', { tag: 'v1' }, 'v1'],
    ['a pull request', { pullRequest: 'OPEN', branch: 'main', sourceBranch: 'fix' }, 'fix'],
    ['a pull request of some branch', { pullRequest: 'OPEN', branch: 'main' }, 'branch of a pull request'],
  ])('is refused %s, which one without that condition reads', async (_, event, what) => {
    const decided = await denials({ repository, files: [], ...event } as Parameters<typeof denials>[0]);
    expect(decided).toEqual({ narrow: refused(what), wide: undefined });
  });

  test('has an execution that fails for a push to another branch', async () => {
    await aws.push({ repository, branch: 'dev', files: { 'a.ts': '' } });
    expect(await executions('narrow')).toEqual([
      expect.objectContaining({ status: 'Failed', statusSummary: refused('dev') }),
    ]);
    expect(await executions('wide')).toEqual([expect.objectContaining({ status: 'Stopped' })]);
  });
});

test('a pipeline that was made while its connection was pending is not started', async () => {
  await aws.push({ repository: 'my-org/app', branch: 'main', files: { 'b.ts': '' } });
  expect(await executions('early')).toEqual([]);
});

test('a push says for each pipeline why it starts or does not', async () => {
  const decisions = await aws.codePipeline.decideTriggers({ repository: 'my-org/app', branch: 'main', files: [] });
  const about = { account: '123456789012', region: 'us-east-1', action: 'Checkout', connectionArn: ConnectionArn };
  expect(decisions).toEqual([
    expect.objectContaining({
      ...about,
      pipeline: 'early',
      starts: false,
      reasons: [expect.stringContaining('was PENDING')],
    }),
    { ...about, pipeline: 'main', starts: true, reasons: ['a push to the branch main of the action'] },
    { ...about, pipeline: 'releases', starts: false, reasons: ["the branch 'main' is none of 'release/*'"] },
  ]);
});

const payload = (ref: string) => ({
  ref,
  repository: { full_name: 'my-org/app' },
  commits: [],
  head_commit: { message: 'm' },
  sender: { id: 1 },
});

test('a delivery to a project is decided by the webhook that was deployed', async () => {
  const main = await aws.codeBuild.deliverWebhook({
    project: 'app',
    event: 'push',
    payload: payload('refs/heads/main'),
  });
  expect(main).toMatchObject({
    starts: true,
    buildType: 'BUILD_BATCH',
    reason: 'filter group 1 matches: CodeBuild would start a BUILD_BATCH of app, which the local AWS does not run',
  });
  await expect(
    aws.codeBuild.deliverWebhook({ project: 'none', event: 'push', payload: payload('refs/heads/main') }),
  ).rejects.toThrow('there is no project none in us-east-1');
});

describe('over HTTP', () => {
  async function post(action: string, body: object, token = aws.simulator.token): Promise<[number, unknown]> {
    const response = await fetch(`${aws.simulator.url}/_simulator/${action}`, {
      method: 'POST',
      headers: { 'x-sim-token': token },
      body: JSON.stringify(body),
    });
    return [response.status, await response.json()];
  }

  test('a delivery is decided', async () => {
    const delivery = { project: 'app', event: 'push', payload: payload('refs/heads/other') };
    expect(await post('deliver-webhook', delivery)).toEqual([
      200,
      expect.objectContaining({ starts: false, reason: 'none of the 1 filter groups matches the event PUSH' }),
    ]);
  });

  test('triggers are decided', async () => {
    const [status, body] = await post('decide-triggers', { repository: 'my-org/app', tag: 'v1', files: [] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ decisions: [{ starts: false }, { starts: false }, { starts: false }] });
  });

  test('triggers are decided for a pull request, with what its source may not read', async () => {
    const event = { repository: 'my-org/other', pullRequest: 'OPEN', branch: 'main', sourceBranch: 'fix', files: [] };
    const [, body] = await post('decide-triggers', event);
    expect(body).toMatchObject({
      decisions: [
        { pipeline: 'narrow', denial: expect.stringContaining("'fix'") },
        { pipeline: 'wide', starts: true },
      ],
    });
  });

  test.each<[string, object, string]>([
    ['deliver-webhook', { project: 'app', event: 'push' }, 'payload is missing'],
    ['deliver-webhook', { project: 'app', event: 'push', payload: [] }, 'payload must be an object, got []'],
    [
      'deliver-webhook',
      { project: 'app', event: 'push', payload: {}, files: [] },
      'files is not known: this takes project, event',
    ],
    ['deliver-webhook', { project: 'none', event: 'push', payload: {} }, 'there is no project none'],
    ['decide-triggers', { repository: 'my-org/app', files: 'a' }, 'files must be a list of strings, got "a"'],
    ['decide-triggers', { repository: 'my-org/app', files: [] }, 'branch or tag is missing'],
    ['decide-trigger', {}, 'it takes complete-connection'],
  ])('%s refuses %j', async (action, body, reason) => {
    const [status, response] = await post(action, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(response).toEqual({ error: expect.stringContaining(reason) });
  });

  test('nothing is decided without the token', async () => {
    const [status] = await post('deliver-webhook', { project: 'app', event: 'push', payload: {} }, 'wrong');
    expect(status).toBe(403);
  });
});
