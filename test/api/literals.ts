import { CfnOutput, type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow } from 'aws-cdk-lib/aws-omics';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import * as cc from '../../src';
import { ACCOUNT, arnOf, REGION, UUID } from '../fixtures';

/** A place in the API where a literal is written, by its name in the assembly. */
export interface Literal {
  readonly valid: string;
  /** Creates what takes the literal. */
  readonly make: (stack: Stack, value: string) => unknown;
  /** The code of the error for a token, if the literal must be known at synthesis. */
  readonly unresolved?: cc.ErrorCode;
}

const arn = (resource: string) => arnOf(`${resource}/${UUID}`);

const connection = (stack: Stack, id = 'Git') => cc.Connection.fromConnectionArn(stack, id, arn('connection'));
const host = (stack: Stack) => cc.Host.fromHostArn(stack, 'Server', arn('host'));
const repositoryLink = (stack: Stack) => cc.RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arn('repository-link'));
const sync = (stack: Stack) =>
  cc.SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'network' });
const role = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });

const newConnection = (stack: Stack, props: cc.ConnectionProps) =>
  new cc.Connection(stack, 'New', { providerType: cc.ProviderType.GITHUB, ...props });
const newHost = (stack: Stack, props: Partial<cc.HostProps>) =>
  new cc.Host(stack, 'New', {
    providerType: cc.ProviderType.GITLAB_SELF_MANAGED,
    providerEndpoint: 'https://git.example.com',
    ...props,
  });
const newLink = (stack: Stack, props: Partial<cc.RepositoryLinkProps>) =>
  new cc.RepositoryLink(stack, 'New', {
    connection: connection(stack),
    ownerId: 'my-org',
    repositoryName: 'infra',
    ...props,
  });
const newSync = (stack: Stack, props: Partial<cc.SyncConfigurationProps>) =>
  new cc.SyncConfiguration(stack, 'New', {
    repositoryLink: repositoryLink(stack),
    branch: 'main',
    configFile: 'deploy/prod.yaml',
    stackName: 'network',
    ...props,
  });
const synced = (stack: Stack, props: Partial<cc.GitSyncedStackProps>) =>
  new cc.GitSyncedStack(stack, 'New', {
    repository: cc.GitRepository.fromLink(repositoryLink(stack)),
    branch: 'main',
    configFile: 'deploy/prod.yaml',
    stackName: 'network',
    ...props,
  });
const project = (stack: Stack, source: codebuild.ISource, id = 'Project') =>
  new codebuild.Project(stack, id, { source, buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }) });
const built = (stack: Stack, props: Partial<cc.RepositoryBuildSourceProps>) =>
  project(
    stack,
    cc.ConnectionBuildSource.gitHub({ connection: connection(stack), repository: 'my-org/app', ...props }),
  );
const filtered = (stack: Stack, group: codebuild.FilterGroup) => built(stack, { webhookFilters: [group] });
const jobs = (stack: Stack, options: cc.WorkflowJobFilterOptions) =>
  project(
    stack,
    cc.ConnectionBuildSource.gitHubGlobal({
      connection: connection(stack),
      enterprise: 'my-enterprise',
      webhookFilters: [cc.WebhookFilters.workflowJobQueued(options)],
    }),
  );
const ofOrganization = (stack: Stack, props: Partial<cc.GitHubOrganizationBuildSourceProps>) =>
  project(
    stack,
    cc.ConnectionBuildSource.gitHubOrganization({
      connection: connection(stack, 'GitOfOrganization'),
      organization: 'my-org',
      ...props,
    }),
    'OfOrganization',
  );
const ofServer = (stack: Stack, props: Partial<cc.GitHubEnterpriseServerOrganizationBuildSourceProps>) =>
  project(
    stack,
    cc.ConnectionBuildSource.gitHubEnterpriseServerOrganization({
      connection: connection(stack),
      organization: 'my-org',
      domain: 'https://git.example.com',
      ...props,
    }),
  );
const pipeline = (stack: Stack, props: Partial<cc.ConnectionSourceActionProps>) => {
  const output = new codepipeline.Artifact();
  const action = new cc.ConnectionSourceAction({
    actionName: 'Source',
    connection: connection(stack),
    repository: 'my-org/app',
    branch: 'main',
    output,
    ...props,
  });
  return new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    stages: [
      { stageName: 'Source', actions: [action] },
      { stageName: 'Next', actions: [new Approval()] },
    ],
  });
};
const cdkPipeline = (stack: Stack, props: Partial<cc.ConnectionPipelineSourceProps>) =>
  new pipelines.CodePipeline(stack, 'Pipelines', {
    synth: new pipelines.ShellStep('Synth', {
      input: cc.ConnectionPipelineSource.fromConnection({
        connection: connection(stack),
        repository: 'my-org/app',
        branch: 'main',
        ...props,
      }),
      commands: ['npx cdk synth'],
    }),
  });
const argoCd = (stack: Stack, props: Partial<cc.ArgoCdCapabilityRoleProps> = {}) =>
  new cc.ArgoCdCapabilityRole(stack, 'ArgoCd', {
    connection: connection(stack),
    repositories: ['my-org/gitops'],
    ...props,
  });
const product = (stack: Stack, props: Partial<cc.ConnectionProductSourceProps>) => {
  const all = {
    connection: connection(stack),
    repository: 'my-org/products',
    branch: 'main',
    artifactPath: 'bucket.yaml',
    ...props,
  };
  const sourceConnection = cc.ConnectionProductSource.fromConnection(all);
  const given = { name: 'product', owner: 'platform' };
  new CfnCloudFormationProduct(stack, 'Product', { ...given, sourceConnection });
  return new CfnCloudFormationProduct(stack, 'Other', given).with(new cc.mixins.ProductSource(all));
};
const workflow = (stack: Stack, props: Partial<cc.ConnectionOmicsWorkflowDefinitionProps>) => {
  const all = { connection: connection(stack), repository: 'my-org/pipeline', ...props };
  const definitionRepository = cc.ConnectionOmicsWorkflowDefinition.fromConnection(all);
  new CfnWorkflow(stack, 'Workflow', { definitionRepository });
  return new CfnWorkflow(stack, 'Other', {}).with(new cc.mixins.OmicsWorkflowDefinition(all));
};
const output = (stack: Stack, value: string) => new CfnOutput(stack, 'Output', { value });
const gitAccess = (stack: Stack, options: Partial<cc.ConnectionGitAccessProps>) => {
  const providerType = cc.ProviderType.GITHUB;
  const attributes = { connectionArn: arn('connection'), providerType };
  const gitHub = cc.Connection.fromConnectionAttributes(stack, 'GitHub', attributes);
  const access = cc.ConnectionGitAccess.fromConnection({
    connection: gitHub,
    repositories: ['my-org/lib'],
    ...options,
  });
  access.addToProject(new codebuild.PipelineProject(stack, 'Build'));
};
const uses = (stack: Stack, options: cc.UseConnectionOptions) =>
  connection(stack).grants.useConnection(role(stack), options);
const synthesizer = (stack: Stack, props: Partial<cc.GitSyncSynthesizerProps>) =>
  new Stack(outside(stack), 'Synced', {
    synthesizer: new cc.GitSyncSynthesizer({
      templateFilePath: 'prod.yaml',
      configFile: 'deploy/prod.yaml',
      repositoryRoot: '/nowhere',
      ...props,
    }),
  });

/** The scope of the stack, for another one. */
const outside = (stack: Stack) => stack.node.scope as Construct;

const usEast1 = (stack: Stack) =>
  new Stack(outside(stack), 'Shared', { env: { account: ACCOUNT, region: 'us-east-1' } });

/** An action that needs nothing. */
class Approval implements codepipeline.IAction {
  public readonly actionProperties: codepipeline.ActionProperties = {
    actionName: 'Approve',
    category: codepipeline.ActionCategory.APPROVAL,
    provider: 'Manual',
    artifactBounds: { minInputs: 0, maxInputs: 0, minOutputs: 0, maxOutputs: 0 },
  };
  public bind(): codepipeline.ActionConfig {
    return {};
  }
  public onStateChange(): never {
    throw new Error('not used');
  }
}

/** Every literal of the API. */
export const LITERALS: Readonly<Record<string, Literal>> = {
  'ApiCallOptions.operations': {
    valid: 'DeleteConnection',
    make: (stack, value) => connection(stack).events.apiCallPattern({ operations: [value] }),
  },
  'ArgoCdCapabilityRole.addRepositories(repositories)': {
    valid: 'my-org/gitops',
    make: (stack, value) => argoCd(stack).addRepositories(connection(stack, 'Other'), [value]),
  },
  'ArgoCdCapabilityRole.repositoryUrl(repository)': {
    valid: 'my-org/gitops',
    make: (stack, value) => argoCd(stack, { repositories: [value] }).repositoryUrl(value),
  },
  'ArgoCdCapabilityRole.storeRepositoryUrls(path)': {
    valid: '/argocd/repositories',
    make: (stack, value) => argoCd(stack).storeRepositoryUrls(value),
  },
  'ArgoCdCapabilityRoleProps.repositories': {
    valid: 'my-org/gitops',
    make: (stack, value) => {
      const role = argoCd(stack, { repositories: [value] });
      role.outputRepositoryUrls();
      role.storeRepositoryUrls('/argocd');
    },
  },
  'ArgoCdCapabilityRoleProps.roleName': {
    valid: 'argo-cd',
    make: (stack, roleName) => argoCd(stack, { roleName }),
  },
  'ArgoCdRepositoriesProps.repositories': {
    valid: 'my-org/gitops',
    make: (stack, value) =>
      new CfnCapability(stack, 'Capability', {
        clusterName: 'cluster',
        capabilityName: 'argo-cd',
        deletePropagationPolicy: 'RETAIN',
        type: 'ARGOCD',
        roleArn: role(stack).roleArn,
      }).with(new cc.mixins.ArgoCdRepositories({ connection: connection(stack), repositories: [value] })),
  },
  'CloneUrlBuildSourceProps.cloneUrl': {
    valid: 'https://git.example.com/my-org/app.git',
    make: (stack, cloneUrl) =>
      project(stack, cc.ConnectionBuildSource.gitLabSelfManaged({ connection: connection(stack), cloneUrl })),
  },
  'AvailableConnection.gitHttpUrl(repository)': {
    valid: 'my-org/app',
    make: (stack, value) =>
      output(stack, new cc.AvailableConnection(stack, 'Ready', { connection: connection(stack) }).gitHttpUrl(value)),
  },
  'Connection.gitHttpUrl(repository)': {
    valid: 'my-org/app',
    make: (stack, value) => output(stack, connection(stack).gitHttpUrl(value)),
  },
  'ConnectionLookup.gitHttpUrl(repository)': {
    valid: 'my-org/app',
    make: (stack, value) =>
      output(stack, new cc.ConnectionLookup(stack, 'New', { connectionName: 'github' }).gitHttpUrl(value)),
  },
  'Connection.fromConnectionArn(connectionArn)': {
    valid: arn('connection'),
    make: (stack, value) => {
      const imported = cc.Connection.fromConnectionArn(stack, 'Import', value);
      imported.grants.useConnection(role(stack));
      imported.grants.passConnection(role2(stack));
      imported.events.apiCallPattern();
      output(stack, imported.gitHttpUrl('my-org/app'));
      const ofProvider = { repositories: ['my-org/lib'], providerUrl: 'https://github.com' };
      const access = cc.ConnectionGitAccess.fromConnection({ connection: imported, ...ofProvider });
      access.addToProject(new codebuild.PipelineProject(stack, 'Modules'));
      new cc.AvailableConnection(stack, 'Available', { connection: imported });
      new cc.RepositoryLink(stack, 'NewLink', { connection: imported, ownerId: 'my-org', repositoryName: 'infra' });
      new cc.ConnectionShare(usEast1(stack), 'Share', { connections: [imported], principals: ['210987654321'] });
      project(stack, cc.ConnectionBuildSource.gitHub({ connection: imported, repository: 'my-org/app' }));
      pipeline(stack, { connection: imported });
      new cc.GitSyncRole(stack, 'SyncRole', { stackName: 'network', connection: imported });
    },
  },
  'ConnectionAttributes.connectionArn': {
    valid: arn('connection'),
    make: (stack, connectionArn) =>
      new cc.ConnectionSourceCredentials(stack, 'Credentials', {
        connection: cc.Connection.fromConnectionAttributes(stack, 'Import', {
          connectionArn,
          providerType: cc.ProviderType.GITHUB,
        }),
      }),
  },
  'HostAttributes.hostArn, in an import': {
    valid: arn('host'),
    make: (stack, hostArn) =>
      cc.Connection.fromConnectionAttributes(stack, 'Import', {
        connectionArn: arn('connection'),
        host: cc.Host.fromHostArn(stack, 'Host', hostArn),
      }),
  },
  'RepositoryBuildSourceOptions.branchOrRef': {
    valid: 'main',
    make: (stack, branchOrRef) => built(stack, { branchOrRef }),
  },
  'ConnectionBuildSourceOptions.buildStatusContext': {
    valid: 'build',
    make: (stack, buildStatusContext) => [
      built(stack, { buildStatusContext }),
      ofOrganization(stack, { buildStatusContext }),
    ],
  },
  'ConnectionBuildSourceOptions.buildStatusUrl': {
    valid: 'https://example.com',
    make: (stack, buildStatusUrl) => [built(stack, { buildStatusUrl }), ofOrganization(stack, { buildStatusUrl })],
  },
  'RepositoryBuildSourceOptions.identifier': {
    valid: 'app',
    make: (stack, identifier) => built(stack, { identifier }),
  },
  'ConnectionGitAccessProps.providerUrl': {
    valid: 'https://git.example.com',
    make: (stack, providerUrl) => gitAccess(stack, { providerUrl }),
  },
  'ConnectionGitAccessProps.repositories': {
    valid: 'my-org/lib',
    make: (stack, value) => gitAccess(stack, { repositories: [value] }),
  },
  'ConnectionGitHttp.url(repository)': {
    valid: 'my-org/app',
    make: (stack, value) => output(stack, cc.ConnectionGitHttp.fromConnection(connection(stack)).url(value)),
  },
  'ConnectionGrants.readRepositories(repositories)': {
    valid: 'my-org/app',
    make: (stack, value) => connection(stack).grants.readRepositories(role(stack), [value]),
  },
  'ConnectionInstallationOptions.installationIds': {
    valid: '123456',
    make: (stack, value) => connection(stack).grants.manage(role(stack), { installationIds: [value] }),
  },
  'ConnectionLookupProps.connectionName': {
    valid: 'github',
    make: (stack, connectionName) => new cc.ConnectionLookup(stack, 'New', { connectionName }),
  },
  'ConnectionLookupProps.region': {
    valid: REGION,
    make: (stack, region) => new cc.ConnectionLookup(stack, 'New', { region }),
  },
  'ConnectionLookupProps.tags': {
    valid: 'platform',
    make: (stack, team) => new cc.ConnectionLookup(stack, 'New', { tags: { team } }),
  },
  'ConnectionLookupProps.trigger': {
    valid: '1',
    make: (stack, trigger) => new cc.ConnectionLookup(stack, 'New', { connectionName: 'github', trigger }),
  },
  'ConnectionOmicsWorkflowDefinitionProps.excludeFilePatterns': {
    valid: 'docs/*',
    make: (stack, value) => workflow(stack, { excludeFilePatterns: [value] }),
  },
  'ConnectionOmicsWorkflowDefinitionProps.repository': {
    valid: 'my-org/pipeline',
    make: (stack, repository) => workflow(stack, { repository }),
  },
  'ConnectionPipelineSourceProps.actionName': {
    valid: 'Source',
    make: (stack, actionName) => cdkPipeline(stack, { actionName }),
  },
  'ConnectionPipelineSourceProps.branch': { valid: 'main', make: (stack, branch) => cdkPipeline(stack, { branch }) },
  'ConnectionPipelineSourceProps.repository': {
    valid: 'my-org/app',
    make: (stack, repository) => cdkPipeline(stack, { repository }),
  },
  'ConnectionProductSourceProps.artifactPath': {
    valid: 'products/bucket.yaml',
    make: (stack, artifactPath) => product(stack, { artifactPath }),
  },
  'ConnectionProductSourceProps.branch': { valid: 'main', make: (stack, branch) => product(stack, { branch }) },
  'ConnectionProductSourceProps.repository': {
    valid: 'my-org/products',
    make: (stack, repository) => product(stack, { repository }),
  },
  'ConnectionProps.connectionName': {
    valid: 'github',
    make: (stack, connectionName) => newConnection(stack, { connectionName }),
  },
  'ConnectionProps.providerEndpoint': {
    valid: 'https://octocorp.ghe.com',
    make: (stack, providerEndpoint) =>
      newConnection(stack, {
        providerType: cc.ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
        connectionName: 'ghe',
        providerEndpoint,
      }),
  },
  'ConnectionProps.tags': { valid: 'platform', make: (stack, team) => newConnection(stack, { tags: { team } }) },
  'ConnectionShareProps.principals': {
    valid: '210987654321',
    make: (stack, value) =>
      new cc.ConnectionShare(usEast1(stack), 'New', {
        connections: [connection(stack)],
        principals: [value],
      }),
  },
  'ConnectionShareProps.resourceShareName': {
    valid: 'connections',
    make: (stack, resourceShareName) =>
      new cc.ConnectionShare(usEast1(stack), 'New', {
        connections: [connection(stack)],
        principals: ['210987654321'],
        resourceShareName,
      }),
  },
  'ConnectionSourceActionProps.actionName': {
    valid: 'Source',
    make: (stack, actionName) => pipeline(stack, { actionName }),
  },
  'ConnectionSourceActionProps.branch': { valid: 'main', make: (stack, branch) => pipeline(stack, { branch }) },
  'ConnectionSourceActionProps.repository': {
    valid: 'my-org/app',
    make: (stack, repository) => pipeline(stack, { repository }),
  },
  'EventFilterOptions.actorIds': {
    valid: '12345',
    make: (stack, value) => jobs(stack, { actorIds: [value] }),
  },
  'EventFilterOptions.repositoryNames': {
    valid: 'app',
    make: (stack, value) =>
      ofOrganization(stack, { webhookFilters: [cc.WebhookFilters.push({ repositoryNames: [value] })] }),
  },
  'EventFilterOptions.repositoryNamePatterns': {
    valid: '^app$',
    make: (stack, value) =>
      ofOrganization(stack, { webhookFilters: [cc.WebhookFilters.pullRequest({ repositoryNamePatterns: [value] })] }),
  },
  'GitHubEnterpriseServerOrganizationBuildSourceProps.organization': {
    valid: 'my-org',
    make: (stack, organization) => ofServer(stack, { organization }),
  },
  'GitHubGlobalBuildSourceProps.enterprise': {
    valid: 'my-enterprise',
    make: (stack, enterprise) =>
      project(stack, cc.ConnectionBuildSource.gitHubGlobal({ connection: connection(stack), enterprise })),
  },
  'GitHubOrganizationBuildSourceProps.organization': {
    valid: 'my-org',
    make: (stack, organization) => ofOrganization(stack, { organization }),
  },
  'GitLabGroupBuildSourceProps.group': {
    valid: 'my-group/team',
    make: (stack, group) =>
      project(stack, cc.ConnectionBuildSource.gitLabGroup({ connection: connection(stack), group })),
  },
  'GitLabSelfManagedGroupBuildSourceProps.group': {
    valid: 'my-group/team',
    make: (stack, group) =>
      project(
        stack,
        cc.ConnectionBuildSource.gitLabSelfManagedGroup({
          connection: connection(stack),
          group,
          domain: 'https://git.example.com',
        }),
      ),
  },
  'SelfManagedOrganizationBuildSourceOptions.domain': {
    valid: 'https://git.example.com',
    make: (stack, domain) => ofServer(stack, { domain }),
  },
  'WorkflowJobFilterOptions.organizationPatterns': {
    valid: '^my-org$',
    make: (stack, value) => jobs(stack, { organizationPatterns: [value] }),
  },
  'WorkflowJobFilterOptions.organizations': {
    valid: 'my-org',
    make: (stack, value) => jobs(stack, { organizations: [value] }),
  },
  'WorkflowJobFilterOptions.workflowPatterns': {
    valid: '^CI$',
    make: (stack, value) => jobs(stack, { workflowPatterns: [value] }),
  },
  'WorkflowJobFilterOptions.workflows': {
    valid: 'CI',
    make: (stack, value) => jobs(stack, { workflows: [value] }),
  },
  'GitRepository.fromConnection(repository)': {
    valid: 'my-org/infra',
    make: (stack, repository) =>
      synced(stack, { repository: cc.GitRepository.fromConnection(connection(stack), repository) }),
  },
  'GitSyncRoleProps.roleName': {
    valid: 'git-sync',
    make: (stack, roleName) => new cc.GitSyncRole(stack, 'New', { stackName: 'network', roleName }),
  },
  'GitSyncRoleProps.stackName': {
    valid: 'network',
    make: (stack, stackName) => new cc.GitSyncRole(stack, 'New', { stackName }),
  },
  'GitSyncSynthesizerProps.configFile': {
    valid: 'deploy/prod.yaml',
    make: (stack, configFile) => synthesizer(stack, { configFile }),
    unresolved: cc.ErrorCode.UNRESOLVED_PATH,
  },
  'GitSyncSynthesizerProps.templateFilePath': {
    valid: 'prod.yaml',
    make: (stack, templateFilePath) => synthesizer(stack, { templateFilePath }),
    unresolved: cc.ErrorCode.UNRESOLVED_PATH,
  },
  'GitSyncedStackProps.branch': { valid: 'main', make: (stack, branch) => synced(stack, { branch }) },
  'GitSyncedStackProps.configFile': {
    valid: 'deploy/prod.yaml',
    make: (stack, configFile) => synced(stack, { configFile }),
  },
  'GitSyncedStackProps.deletedStackId': {
    valid: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/network/${UUID}`,
    make: (stack, deletedStackId) => synced(stack, { deletedStackId }),
  },
  'GitSyncedStackProps.stackName': {
    valid: 'network',
    make: (stack, stackName) => synced(stack, { stackName, waitForSync: true, removalPolicy: RemovalPolicy.DESTROY }),
  },
  'Host.fromHostArn(hostArn)': {
    valid: arn('host'),
    make: (stack, value) => {
      const imported = cc.Host.fromHostArn(stack, 'Import', value);
      imported.grants.manage(role(stack));
      imported.grants.completeSetup(role2(stack));
      new cc.AvailableHost(stack, 'Available', { host: imported });
      new cc.Connection(stack, 'OnHost', { host: imported });
    },
  },
  'HostAttributes.hostArn': {
    valid: arn('host'),
    make: (stack, hostArn) =>
      new cc.ConnectionLookup(stack, 'New', { host: cc.Host.fromHostAttributes(stack, 'Import', { hostArn }) }),
  },
  'HostLookupProps.hostName': {
    valid: 'server',
    make: (stack, hostName) => new cc.HostLookup(stack, 'New', { hostName }),
  },
  'HostLookupProps.providerEndpoint': {
    valid: 'https://git.example.com',
    make: (stack, providerEndpoint) => new cc.HostLookup(stack, 'New', { providerEndpoint }),
  },
  'HostLookupProps.region': {
    valid: REGION,
    make: (stack, region) => new cc.HostLookup(stack, 'New', { hostName: 'server', region }),
  },
  'HostLookupProps.tags': {
    valid: 'platform',
    make: (stack, team) => new cc.HostLookup(stack, 'New', { tags: { team } }),
  },
  'HostLookupProps.trigger': {
    valid: '1',
    make: (stack, trigger) => new cc.HostLookup(stack, 'New', { hostName: 'server', trigger }),
  },
  'HostProps.hostName': { valid: 'server', make: (stack, hostName) => newHost(stack, { hostName }) },
  'HostProps.providerEndpoint': {
    valid: 'https://git.example.com',
    make: (stack, providerEndpoint) => newHost(stack, { providerEndpoint }),
  },
  'HostProps.tags': { valid: 'platform', make: (stack, team) => newHost(stack, { tags: { team } }) },
  'HostProps.tlsCertificate': {
    valid: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
    make: (stack, tlsCertificate) => newHost(stack, { tlsCertificate, vpc: new ec2.Vpc(stack, 'Vpc') }),
  },
  'ManageHostOptions.vpcIds': {
    valid: 'vpc-1a2b3c4d',
    make: (stack, value) => host(stack).grants.manage(role(stack), { vpcIds: [value] }),
  },
  'MonitorEventBusProps.eventBusName': {
    valid: 'monitors',
    make: (stack, eventBusName) =>
      new cc.MonitorEventBus(stack, 'New', { organizationId: 'o-a1b2c3d4e5', eventBusName }),
  },
  'MonitorEventBusProps.organizationId': {
    valid: 'o-a1b2c3d4e5',
    make: (stack, organizationId) => new cc.MonitorEventBus(stack, 'New', { organizationId }),
  },
  'PassConnectionOptions.services': {
    valid: 'codepipeline.amazonaws.com',
    make: (stack, value) => connection(stack).grants.passConnection(role(stack), { services: [value] }),
  },
  'PassRepositoryOptions.services': {
    valid: 'cloudformation.sync.codeconnections.amazonaws.com',
    make: (stack, value) => repositoryLink(stack).grants.passRepository(role(stack), { services: [value] }),
  },
  'ProviderType.of(value)': {
    valid: 'GitHub',
    make: (stack, value) => {
      const providerType = cc.ProviderType.of(value);
      const created = newConnection(stack, { providerType });
      created.grants.completeHandshake(role(stack));
      new cc.RepositoryLink(stack, 'NewLink', { connection: created, ownerId: 'my-org', repositoryName: 'infra' });
    },
  },
  'PullRequestFilterOptions.baseBranches': {
    valid: 'main',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.pullRequest({ baseBranches: [value] })),
  },
  'PullRequestFilterOptions.baseRefPatterns': {
    valid: '^refs/heads/main$',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.pullRequest({ baseRefPatterns: [value] })),
  },
  'PullRequestFilterOptions.headBranches': {
    valid: 'main',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.pullRequest({ headBranches: [value] })),
  },
  'PullRequestFilterOptions.headRefPatterns': {
    valid: '^refs/heads/main$',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.pullRequest({ headRefPatterns: [value] })),
  },
  'PushFilterOptions.branches': {
    valid: 'main',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.push({ branches: [value] })),
  },
  'PushFilterOptions.headRefPatterns': {
    valid: '^refs/heads/main$',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.push({ headRefPatterns: [value] })),
  },
  'PushFilterOptions.tags': {
    valid: 'v1.0',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.push({ tags: [value] })),
  },
  'RepositoryBuildSourceProps.repository': {
    valid: 'my-org/app',
    make: (stack, repository) => built(stack, { repository }),
  },
  'RepositoryLink.fromRepositoryLinkArn(repositoryLinkArn)': {
    valid: arn('repository-link'),
    make: (stack, value) => {
      const imported = cc.RepositoryLink.fromRepositoryLinkArn(stack, 'Import', value);
      imported.grants.read(role(stack));
      imported.events.syncStatusChangePattern();
      newSync(stack, { repositoryLink: imported });
      new cc.RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink: imported });
      new cc.FailedSyncAlarm(stack, 'Alarm', {
        notificationTopic: new sns.Topic(stack, 'Topic'),
        repositoryLinks: [imported],
      });
    },
  },
  'RepositoryLinkAttributes.repositoryLinkArn': {
    valid: arn('repository-link'),
    make: (stack, repositoryLinkArn) =>
      synced(stack, {
        repository: cc.GitRepository.fromLink(
          cc.RepositoryLink.fromRepositoryLinkAttributes(stack, 'Import', { repositoryLinkArn }),
        ),
      }),
  },
  'RepositoryLinkLookupProps.region': {
    valid: REGION,
    make: (stack, region) => new cc.RepositoryLinkLookup(stack, 'New', { repository: 'my-org/infra', region }),
  },
  'RepositoryLinkLookupProps.repository': {
    valid: 'my-org/infra',
    make: (stack, repository) => new cc.RepositoryLinkLookup(stack, 'New', { repository }),
  },
  'RepositoryLinkLookupProps.tags': {
    valid: 'platform',
    make: (stack, team) => new cc.RepositoryLinkLookup(stack, 'New', { tags: { team } }),
  },
  'RepositoryLinkLookupProps.trigger': {
    valid: '1',
    make: (stack, trigger) => new cc.RepositoryLinkLookup(stack, 'New', { repository: 'my-org/infra', trigger }),
  },
  'RepositoryLinkProps.ownerId': { valid: 'my-org', make: (stack, ownerId) => newLink(stack, { ownerId }) },
  'RepositoryLinkProps.repositoryName': {
    valid: 'infra',
    make: (stack, repositoryName) => newLink(stack, { repositoryName }),
  },
  'RepositoryLinkProps.tags': { valid: 'platform', make: (stack, team) => newLink(stack, { tags: { team } }) },
  'RepositorySyncDefinitionsProps.trigger': {
    valid: '1',
    make: (stack, trigger) =>
      new cc.RepositorySyncDefinitions(stack, 'New', { repositoryLink: repositoryLink(stack), trigger }),
  },
  'SuccessfulSyncProps.commit': {
    valid: 'abc123',
    make: (stack, commit) => new cc.SuccessfulSync(stack, 'New', { syncConfiguration: sync(stack), commit }),
  },
  'SuccessfulSyncProps.trigger': {
    valid: '1',
    make: (stack, trigger) => new cc.SuccessfulSync(stack, 'New', { syncConfiguration: sync(stack), trigger }),
  },
  'SyncBlockerResolutionProps.reason': {
    valid: 'looked at',
    make: (stack, reason) => new cc.SyncBlockerResolution(stack, 'New', { syncConfiguration: sync(stack), reason }),
  },
  'SyncBlockers.withContexts(contexts)': {
    valid: 'value',
    make: (stack, key) =>
      new cc.SyncBlockerResolution(stack, 'New', {
        syncConfiguration: sync(stack),
        reason: 'looked at',
        blockers: cc.SyncBlockers.withContexts({ key }),
      }),
  },
  'SyncBlockers.withIds(blockerIds)': {
    valid: 'id',
    make: (stack, id) =>
      new cc.SyncBlockerResolution(stack, 'New', {
        syncConfiguration: sync(stack),
        reason: 'looked at',
        blockers: cc.SyncBlockers.withIds(id),
      }),
  },
  'SyncConfigurationAttributes.stackName': {
    valid: 'network',
    make: (stack, stackName) => {
      const imported = cc.SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Import', { stackName });
      imported.grants.read(role(stack));
      imported.events.syncStatusChangePattern();
    },
  },
  'SyncConfigurationProps.branch': { valid: 'main', make: (stack, branch) => newSync(stack, { branch }) },
  'SyncConfigurationProps.configFile': {
    valid: 'deploy/prod.yaml',
    make: (stack, configFile) => newSync(stack, { configFile, pullRequestComment: true }),
  },
  'SyncConfigurationProps.stackName': { valid: 'network', make: (stack, stackName) => newSync(stack, { stackName }) },
  'SyncMonitor.metric(metricName)': {
    valid: 'StacksBehind',
    make: (stack, metricName) => new cc.SyncMonitor(stack, 'New').metric(metricName),
  },
  'SyncStatusChangeOptions.branches': {
    valid: 'main',
    make: (stack, value) => sync(stack).events.syncStatusChangePattern({ branches: [value] }),
  },
  'TargetStackProps.deletedStackId': {
    valid: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/network/${UUID}`,
    make: (stack, deletedStackId) => new cc.TargetStack(stack, 'New', { stackName: 'network', deletedStackId }),
  },
  'TargetStackProps.stackName': {
    valid: 'network',
    make: (stack, stackName) => new cc.TargetStack(stack, 'New', { stackName }),
  },
  'UseConnectionOptions.branches': { valid: 'main', make: (stack, value) => uses(stack, { branches: [value] }) },
  'UseConnectionOptions.owners': { valid: 'my-org', make: (stack, value) => uses(stack, { owners: [value] }) },
  'UseConnectionOptions.providerActions': {
    valid: 'GitPull',
    make: (stack, value) => uses(stack, { providerActions: [value] }),
  },
  'UseConnectionOptions.repositories': {
    valid: 'my-org/infra',
    make: (stack, value) => uses(stack, { repositories: [value] }),
  },
  'WebhookFilterOptions.filePathPatterns': {
    valid: '^src/.*$',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.push({ filePathPatterns: [value] })),
  },
  'WebhookFilterOptions.filePaths': {
    valid: 'src/',
    make: (stack, value) => filtered(stack, cc.WebhookFilters.push({ filePaths: [value] })),
  },
  'OmicsWorkflowSourceReference.branch(branchName)': {
    valid: 'main',
    make: (stack, value) => workflow(stack, { sourceReference: cc.OmicsWorkflowSourceReference.branch(value) }),
  },
  'OmicsWorkflowSourceReference.commit(commitId)': {
    valid: '3fa2c1d',
    make: (stack, value) => workflow(stack, { sourceReference: cc.OmicsWorkflowSourceReference.commit(value) }),
  },
  'OmicsWorkflowSourceReference.tag(tagName)': {
    valid: 'v1.0',
    make: (stack, value) => workflow(stack, { sourceReference: cc.OmicsWorkflowSourceReference.tag(value) }),
  },
};

function role2(stack: Stack): iam.Role {
  return new iam.Role(stack, 'OtherRole', { assumedBy: new iam.AccountRootPrincipal() });
}

/** Every duration of the API, with the code of the error for a token. */
export const DURATIONS: Readonly<
  Record<string, { readonly make: (stack: Stack, value: Duration) => unknown; readonly unresolved?: cc.ErrorCode }>
> = {
  'GitRepositoryOptions.timeout': {
    make: (stack, timeout) =>
      synced(stack, { repository: cc.GitRepository.fromConnection(connection(stack), 'my-org/infra', { timeout }) }),
    unresolved: cc.ErrorCode.UNRESOLVED_TIMEOUT,
  },
  'GitSyncedStackProps.syncTimeout': {
    make: (stack, syncTimeout) => synced(stack, { syncTimeout, waitForSync: true }),
    unresolved: cc.ErrorCode.UNRESOLVED_TIMEOUT,
  },
  'SuccessfulSyncProps.timeout': {
    make: (stack, timeout) => new cc.SuccessfulSync(stack, 'New', { syncConfiguration: sync(stack), timeout }),
    unresolved: cc.ErrorCode.UNRESOLVED_TIMEOUT,
  },
  'SyncBlockerResolutionProps.timeout': {
    make: (stack, timeout) =>
      new cc.SyncBlockerResolution(stack, 'New', {
        syncConfiguration: sync(stack),
        reason: 'looked at',
        waitForSync: true,
        timeout,
      }),
    unresolved: cc.ErrorCode.UNRESOLVED_TIMEOUT,
  },
  'SyncMonitorProps.rate': {
    make: (stack, rate) => new cc.SyncMonitor(stack, 'New', { rate }),
    unresolved: cc.ErrorCode.UNRESOLVED_RATE,
  },
  'SyncMonitorProps.stuckAfter': { make: (stack, stuckAfter) => new cc.SyncMonitor(stack, 'New', { stuckAfter }) },
  'WaitOptions.timeout': {
    make: (stack, timeout) => new cc.AvailableConnection(stack, 'New', { connection: connection(stack), timeout }),
    unresolved: cc.ErrorCode.UNRESOLVED_TIMEOUT,
  },
};
