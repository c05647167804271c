import { RemovalPolicy, SecretValue, Stack, Stage } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { awsRequest } from '../../local/aws/aws-request.ts';
import {
  ApproverRole,
  Connection,
  ConnectionBuildSource,
  ConnectionPipelineSource,
  ConnectionShare,
  ConnectionSourceAction,
  ConnectionSourceCredentials,
  ProviderType,
  PullRequestBuildPolicy,
  WebhookFilters,
} from '../../src';
import { Deployment, ENV } from './deployment';

jest.setTimeout(240_000);

const removalPolicy = RemovalPolicy.DESTROY;

interface Execution {
  readonly status: string;
  readonly trigger: { readonly triggerType: string };
}

let deployment: Deployment;
let connectionArn: string;

beforeAll(async () => {
  deployment = await Deployment.start();
  await deploy('connection', (stack) => {
    new Connection(stack, 'Connection', { connectionName: 'app', providerType: ProviderType.GITHUB, removalPolicy });
  });
  connectionArn = await deployment.pendingConnection();
  deployment.aws.simulator.completeConnection(connectionArn);
});

afterAll(() => deployment.stop());

/** The connection, which another stack has made. With a wait of its own, a template would be too large without assets. */
function imported(stack: Stack): IConnectionRef {
  return Connection.fromConnectionAttributes(stack, 'Connection', { connectionArn, providerType: ProviderType.GITHUB });
}

/** A pipeline with a build, a project with a webhook, credentials of the account, and a share. */
function build(stack: Stack): void {
  const connection = imported(stack);
  const artifactBucket = new Bucket(stack, 'Artifacts', { removalPolicy });
  const code = new codepipeline.Artifact('Code');
  const project = new codebuild.PipelineProject(stack, 'Build');
  new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineName: 'app',
    artifactBucket,
    stages: [
      {
        stageName: 'Source',
        actions: [
          new ConnectionSourceAction({
            actionName: 'Checkout',
            connection,
            repository: 'my-org/app',
            branch: 'main',
            output: code,
          }),
        ],
      },
      { stageName: 'Build', actions: [new CodeBuildAction({ actionName: 'Compile', project, input: code })] },
    ],
  });

  new codebuild.Project(stack, 'Checked', {
    projectName: 'checked',
    source: ConnectionBuildSource.gitHub({
      connection,
      repository: 'my-org/app',
      webhookFilters: [WebhookFilters.push({ branches: ['main'] })],
    }),
  });

  const credentials = new ConnectionSourceCredentials(stack, 'Credentials', { connection });
  const other = new codebuild.Project(stack, 'Other', {
    projectName: 'other',
    source: codebuild.Source.gitHub({ owner: 'my-org', repo: 'other', webhook: true }),
  });
  credentials.allowProject(other);
  new codebuild.BitBucketSourceCredentials(stack, 'Bitbucket', {
    username: SecretValue.unsafePlainText('me'),
    password: SecretValue.unsafePlainText('secret'),
  });

  new ConnectionShare(stack, 'Share', {
    connections: [connection],
    principals: ['210987654321'],
    allowExternalPrincipals: true,
  });
}

/** A project for each kind of source, with the connections of another account, and a pipeline with filters. */
function all(stack: Stack): void {
  const shared = (id: string) =>
    Connection.fromConnectionArn(stack, id, `arn:aws:codeconnections:us-east-1:210987654321:connection/${id}`);
  const webhookFilters = [WebhookFilters.push({ branches: ['main'] }), WebhookFilters.pullRequest()];
  const cloneUrl = 'https://git.example.com/group/app.git';
  const sources = {
    GitHub: ConnectionBuildSource.gitHub({ connection: shared('GH'), repository: 'my-org/app', webhookFilters }),
    GitLab: ConnectionBuildSource.gitLab({ connection: shared('GL'), repository: 'group/sub/app', webhookFilters }),
    Bitbucket: ConnectionBuildSource.bitBucket({ connection: shared('BB'), repository: 'team/app', webhookFilters }),
    Server: ConnectionBuildSource.gitHubEnterpriseServer({ connection: shared('GHES'), cloneUrl, webhookFilters }),
    SelfManaged: ConnectionBuildSource.gitLabSelfManaged({ connection: shared('GLS'), cloneUrl, webhookFilters }),
    Runners: ConnectionBuildSource.gitHubOrganization({
      connection: shared('GHO'),
      organization: 'my-org',
      webhookFilters: [WebhookFilters.workflowJobQueued({ repositoryNames: ['app'] })],
    }),
    Group: ConnectionBuildSource.gitLabSelfManagedGroup({
      connection: shared('GLG'),
      group: 'group/sub',
      domain: 'https://git.example.com',
      webhookFilters,
      pullRequestBuildPolicy: PullRequestBuildPolicy.allPullRequests({ approverRoles: [ApproverRole.GITLAB_OWNER] }),
    }),
    NoSource: ConnectionBuildSource.noSource({ connection: shared('NS') }),
  };
  const buildSpec = codebuild.BuildSpec.fromObject({ version: '0.2' });
  for (const [projectName, source] of Object.entries(sources)) {
    new codebuild.Project(stack, projectName, { projectName, source, buildSpec });
  }

  const code = new codepipeline.Artifact('Code');
  const project = new codebuild.PipelineProject(stack, 'Build', { projectName: 'Build' });
  const source = new ConnectionSourceAction({
    actionName: 'Checkout',
    connection: imported(stack),
    repository: 'my-org/app',
    branch: 'main',
    output: code,
    codeBuildCloneOutput: true,
  });
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineName: 'filtered',
    pipelineType: codepipeline.PipelineType.V2,
    artifactBucket: new Bucket(stack, 'Artifacts', { removalPolicy }),
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Build', actions: [new CodeBuildAction({ actionName: 'Compile', project, input: code })] },
    ],
  });
  pipeline.addTrigger({
    providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
    gitConfiguration: {
      sourceAction: source,
      pushFilter: [{ branchesIncludes: ['main'], filePathsIncludes: ['src/**'] }, { tagsIncludes: ['v*'] }],
      pullRequestFilter: [{ branchesIncludes: ['main'] }],
    },
  });
}

/** CDK Pipelines, which deploy a stage. */
function selfMutating(stack: Stack): void {
  const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
    pipelineName: 'self-mutating',
    artifactBucket: new Bucket(stack, 'Artifacts', { removalPolicy }),
    synth: new pipelines.ShellStep('Synth', {
      input: ConnectionPipelineSource.fromConnection({
        connection: imported(stack),
        repository: 'my-org/infra',
        branch: 'main',
      }),
      commands: ['npx cdk synth'],
    }),
  });
  const stage = new Stage(stack, 'Prod', { env: ENV });
  new Topic(new Stack(stage, 'App'), 'Topic');
  pipeline.addStage(stage);
}

/** Deploys a stack, or fails with what the CLI has printed. */
async function deploy(name: string, make: (stack: Stack) => void): Promise<void> {
  const { exitCode, output } = await deployment.deploy(name, make);
  if (exitCode !== 0) throw new Error(output);
}

function call<T>(service: string, target: string, body: object): Promise<T> {
  return awsRequest<T>(deployment.aws.env, { service, target, body });
}

async function executions(pipelineName: string): Promise<Execution[]> {
  const target = 'CodePipeline_20150709.ListPipelineExecutions';
  const listed = await call<{ pipelineExecutionSummaries: Execution[] }>('codepipeline', target, { pipelineName });
  return listed.pipelineExecutionSummaries;
}

test('a pipeline, projects with webhooks, credentials and a share are deployed, work as far as they run, and are destroyed', async () => {
  const { aws } = deployment;
  await deploy('pipelines', build);

  const push = { repository: 'my-org/app', branch: 'main', files: { 'src/main.ts': '' } };
  await aws.push(push);
  expect(await executions('app')).toMatchObject([
    { status: 'Stopped', trigger: { triggerType: 'WebhookV2' } },
    { status: 'Stopped', trigger: { triggerType: 'CreatePipeline' } },
  ]);

  const delivery = (repository: string, ref: string) => ({
    event: 'push',
    payload: {
      ref,
      repository: { full_name: repository },
      commits: [],
      head_commit: { message: '' },
      sender: { id: 1 },
    },
  });
  const decide = async (project: string, ...[repository, ref]: Parameters<typeof delivery>) =>
    (await aws.codeBuild.deliverWebhook({ project, ...delivery(repository, ref) })).starts;
  expect(await decide('checked', 'my-org/app', 'refs/heads/main')).toBe(true);
  expect(await decide('checked', 'my-org/app', 'refs/heads/main-2')).toBe(false);
  expect(await decide('other', 'my-org/other', 'refs/heads/any')).toBe(true);

  expect(await call('codebuild', 'CodeBuild_20161006.ListSourceCredentials', {})).toEqual({
    sourceCredentialsInfos: [
      { arn: expect.stringMatching(/token\/bitbucket$/), serverType: 'BITBUCKET', authType: 'BASIC_AUTH' },
      {
        arn: expect.stringMatching(/token\/github$/),
        serverType: 'GITHUB',
        authType: 'CODECONNECTIONS',
        resource: connectionArn,
      },
    ],
  });

  expect(await deployment.destroy('pipelines')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({ stacks: ['connection'], connections: ['app'] });
});

test('projects of all kinds of sources and a pipeline with filters are deployed, and are destroyed', async () => {
  await deploy('all', all);

  const job = (name: string) => ({
    event: 'workflow_job',
    payload: {
      action: 'queued',
      workflow_job: { labels: ['codebuild-Runners-1-1'] },
      repository: { name, full_name: `my-org/${name}` },
      organization: { login: 'my-org' },
    },
  });
  const runs = async (name: string) =>
    (await deployment.aws.codeBuild.deliverWebhook({ project: 'Runners', ...job(name) })).starts;
  expect(await runs('app')).toBe(true);
  expect(await runs('app-2')).toBe(false);

  const about = { repository: 'my-org/app', files: ['src/main.ts'] };
  const starts = async (event: Parameters<typeof deployment.aws.codePipeline.decideTriggers>[0]) =>
    (await deployment.aws.codePipeline.decideTriggers(event)).map(({ starts, denial }) => ({ starts, denial }));
  const isAllowed = { starts: true, denial: undefined };
  expect(await starts({ ...about, branch: 'main' })).toEqual([isAllowed]);
  expect(await starts({ ...about, branch: 'main', files: ['README.md'] })).toEqual([{ starts: false }]);
  expect(await starts({ ...about, tag: 'v1' })).toEqual([isAllowed]);
  expect(await starts({ ...about, branch: 'main', pullRequest: 'OPEN' })).toEqual([isAllowed]);

  const { projects } = await call<{ projects: string[] }>('codebuild', 'CodeBuild_20161006.ListProjects', {});
  const ofRepository = ['Bitbucket', 'Build', 'GitHub', 'GitLab', 'SelfManaged', 'Server'];
  expect(projects).toEqual([...ofRepository, 'Group', 'NoSource', 'Runners'].sort());
  expect(await deployment.destroy('all')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({ stacks: ['connection'], connections: ['app'] });
});

test('a pipeline of CDK Pipelines is deployed, is started by a push, and is destroyed', async () => {
  await deploy('self-mutating', selfMutating);

  await deployment.aws.push({ repository: 'my-org/infra', branch: 'main', files: { 'cdk.json': '{}' } });
  expect(await executions('self-mutating')).toMatchObject([
    { trigger: { triggerType: 'WebhookV2' } },
    { trigger: { triggerType: 'CreatePipeline' } },
  ]);

  expect(await deployment.destroy('self-mutating')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({ stacks: ['connection'], connections: ['app'] });
});
