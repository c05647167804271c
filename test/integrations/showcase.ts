import { type App, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnWorkflow, CfnWorkflowVersion } from 'aws-cdk-lib/aws-omics';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnProject } from 'aws-cdk-lib/aws-sagemaker';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import {
  ApproverRole,
  ArgoCdCapabilityRole,
  AvailableConnection,
  Connection,
  ConnectionBuildSource,
  ConnectionEvents,
  ConnectionGitAccess,
  ConnectionOmicsWorkflowDefinition,
  ConnectionPipelineSource,
  ConnectionProductSource,
  ConnectionShare,
  ConnectionSourceAction,
  ConnectionSourceCredentials,
  FailedSyncAlarm,
  GitRepository,
  GitSyncedStack,
  MonitorEventBus,
  mixins,
  OmicsWorkflowSourceReference,
  ProviderType,
  PullRequestBuildPolicy,
  RepositoryLink,
  RepositoryLinkEvents,
  SyncConfiguration,
  SyncConfigurationEvents,
  SyncMonitor,
  SyncStatus,
  WebhookFilters,
} from '../../src';

const ENV = { account: '123456789012', region: 'us-east-1' };

/** Everything that this library connects to other services, and what it composes, in seven stacks. */
export function showcase(app: App): Stack[] {
  return [Pipelines, Builds, Sharing, Monitoring, Watching, Synced, Services].map(
    (Type) => new Type(app, Type.name, { env: ENV }),
  );
}

abstract class Showcase extends Stack {
  protected readonly connection = new AvailableConnection(this, 'Ready', {
    connection: new Connection(this, 'Connection', { providerType: ProviderType.GITHUB }),
  });

  /** A bucket for artifacts, as cdk-nag wants one. */
  protected artifactBucket(): Bucket {
    const common = { enforceSSL: true, encryption: BucketEncryption.KMS, encryptionKey: this.key };
    return new Bucket(this, 'Artifacts', {
      ...common,
      serverAccessLogsBucket: new Bucket(this, 'Logs', { enforceSSL: true, encryption: BucketEncryption.S3_MANAGED }),
    });
  }

  protected readonly key = new Key(this, 'Key', { enableKeyRotation: true });
}

class Pipelines extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const { connection } = this;
    const artifactBucket = this.artifactBucket();
    const output = new codepipeline.Artifact();
    const source = new ConnectionSourceAction({
      actionName: 'Source',
      connection,
      repository: 'my-org/app',
      branch: 'main',
      output,
      codeBuildCloneOutput: true,
      pushFilter: [{ branchesIncludes: ['main'], filePathsIncludes: ['src/**'] }, { tagsIncludes: ['v*'] }],
      pullRequestFilter: [{ branchesIncludes: ['main'] }],
    });
    const project = new codebuild.PipelineProject(this, 'Build', { encryptionKey: this.key });
    new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineType: codepipeline.PipelineType.V2,
      artifactBucket,
      stages: [
        { stageName: 'Source', actions: [source] },
        { stageName: 'Build', actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: output })] },
      ],
    });

    const branch = (name: string) =>
      ConnectionPipelineSource.fromConnection({ connection, repository: 'my-org/infra', branch: name });
    new pipelines.CodePipeline(this, 'CdkPipeline', {
      artifactBucket,
      synth: new pipelines.ShellStep('Synth', {
        input: branch('main'),
        additionalInputs: { '../docs': branch('docs') },
        commands: ['npx cdk synth'],
      }),
    }).buildPipeline();
  }
}

class Builds extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const imported = (provider: string) =>
      Connection.fromConnectionArn(
        this,
        provider,
        `arn:aws:codeconnections:us-east-1:123456789012:connection/${provider}`,
      );
    const webhookFilters = [WebhookFilters.push({ branches: ['main'] })];
    const cloneUrl = 'https://git.example.com/group/app.git';
    const sources = {
      GitHub: ConnectionBuildSource.gitHub({ connection: this.connection, repository: 'my-org/app', webhookFilters }),
      GitLab: ConnectionBuildSource.gitLab({ connection: imported('GL'), repository: 'group/sub/app', webhookFilters }),
      Bitbucket: ConnectionBuildSource.bitBucket({
        connection: imported('BB'),
        repository: 'team/app',
        webhookFilters,
      }),
      Server: ConnectionBuildSource.gitHubEnterpriseServer({ connection: imported('GHES'), cloneUrl, webhookFilters }),
      SelfManaged: ConnectionBuildSource.gitLabSelfManaged({ connection: imported('GLS'), cloneUrl, webhookFilters }),
      Organization: ConnectionBuildSource.gitHubOrganization({
        connection: this.connection,
        organization: 'my-org',
        webhookFilters,
        pullRequestBuildPolicy: PullRequestBuildPolicy.forkPullRequests({ approverRoles: [ApproverRole.GITHUB_WRITE] }),
      }),
      Group: ConnectionBuildSource.gitLabSelfManagedGroup({
        connection: imported('GLG'),
        group: 'group/sub',
        domain: 'https://git.example.com',
      }),
      NoSource: ConnectionBuildSource.noSource({ connection: this.connection }),
    };
    const buildSpec = codebuild.BuildSpec.fromObject({ version: '0.2' });
    for (const [name, source] of Object.entries(sources)) {
      new codebuild.Project(this, `${name}Build`, { source, buildSpec, encryptionKey: this.key });
    }
    const two = new codebuild.Project(this, 'TwoConnections', {
      source: codebuild.Source.gitHub({ owner: 'my-org', repo: 'app' }),
      secondarySources: [
        ConnectionBuildSource.gitLab({ connection: imported('GL2'), repository: 'group/lib', identifier: 'lib' }),
      ],
      encryptionKey: this.key,
    });
    ConnectionGitAccess.fromConnection({ connection: this.connection, repositories: ['my-org/lib'] }).addToProject(two);
    new ConnectionSourceCredentials(this, 'Credentials', { connection: this.connection }).allowProject(two);
  }
}

class Sharing extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    new ConnectionShare(this, 'Share', {
      connections: [this.connection],
      principals: ['111122223333', 'arn:aws:organizations::123456789012:organization/o-abcdef1234'],
    });
  }
}

class Monitoring extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const notificationTopic = new Topic(this, 'Topic', { enforceSSL: true, masterKey: this.key });
    const link = new RepositoryLink(this, 'Link', {
      connection: this.connection,
      ownerId: 'my-org',
      repositoryName: 'infra',
    });
    const sync = new SyncConfiguration(this, 'Sync', {
      repositoryLink: link,
      branch: 'main',
      configFile: 'deploy.yaml',
      stackName: 'prod',
    });
    new FailedSyncAlarm(this, 'Failed', { notificationTopic, repositoryLinks: [link], syncConfigurations: [sync] });
    new FailedSyncAlarm(this, 'AnyFailed', { notificationTopic });
    const options = { branches: ['main'], statuses: [SyncStatus.SUCCEEDED] };
    const patterns = [
      RepositoryLinkEvents.fromRepositoryLink(link).syncStatusChangePattern(options),
      SyncConfigurationEvents.fromSyncConfiguration(sync).syncStatusChangePattern(options),
      ConnectionEvents.fromConnection(this.connection).apiCallPattern({ operations: ['DeleteConnection'] }),
    ];
    for (const [i, eventPattern] of patterns.entries()) {
      new Rule(this, `Rule${i}`, { eventPattern, targets: [new SnsTopic(notificationTopic)] });
    }
  }
}

class Watching extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const topic = new Topic(this, 'Topic', { enforceSSL: true, masterKey: this.key });
    const { eventBus } = new MonitorEventBus(this, 'Violations', {
      organizationId: 'o-abcdef1234',
      eventBusName: 'git-sync',
      notificationTopic: topic,
    });
    new SyncMonitor(this, 'Monitor', {
      rate: Duration.hours(6),
      stuckAfter: Duration.minutes(30),
      notificationTopic: topic,
      alarmTopic: topic,
      centralEventBus: eventBus,
      dashboardProps: { dashboardName: 'git-sync' },
    });
  }
}

class Synced extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const ofPlatform = {
      repository: GitRepository.fromConnection(this.connection, 'my-org/platform'),
      branch: 'main',
    };
    const network = new GitSyncedStack(this, 'Network', {
      ...ofPlatform,
      stackName: 'network',
      configFile: 'network.yaml',
    });
    new GitSyncedStack(this, 'App', {
      ...ofPlatform,
      stackName: 'app',
      configFile: 'app.yaml',
      syncAfter: [network],
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** The services that read repositories by themselves. */
class Services extends Showcase {
  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const { connection } = this;
    const role = new ArgoCdCapabilityRole(this, 'ArgoCdRole', { connection, repositories: ['my-org/gitops'] });
    role.outputRepositoryUrls();
    role.storeRepositoryUrls('/argocd/repositories');
    new CfnCapability(this, 'ArgoCd', {
      clusterName: 'cluster',
      capabilityName: 'argo-cd',
      type: 'ARGOCD',
      roleArn: role.roleArn,
      deletePropagationPolicy: 'RETAIN',
      configuration: {
        argoCd: {
          awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', idcRegion: 'us-east-1' },
        },
      },
    }).with(new mixins.ArgoCdRepositories({ connection, repositories: ['my-org/charts'] }));

    const oldArn = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/0a1b';
    const product = {
      connection: Connection.fromConnectionArn(this, 'ForProducts', oldArn),
      repository: 'my-org/products',
      branch: 'main',
      artifactPath: 'products/bucket.yaml',
    };
    const sourceConnection = ConnectionProductSource.fromConnection(product);
    new CfnCloudFormationProduct(this, 'Product', { name: 'bucket', owner: 'platform', sourceConnection });
    new CfnCloudFormationProduct(this, 'OtherProduct', { name: 'queue', owner: 'platform' }).with(
      new mixins.ProductSource(product),
    );

    const workflow = {
      connection,
      repository: 'my-org/pipeline',
      sourceReference: OmicsWorkflowSourceReference.tag('v1.0'),
      excludeFilePatterns: ['docs/*'],
    };
    const definitionRepository = ConnectionOmicsWorkflowDefinition.fromConnection(workflow);
    const { attrId } = new CfnWorkflow(this, 'Workflow', { engine: 'NEXTFLOW', definitionRepository });
    new CfnWorkflowVersion(this, 'Version', { workflowId: attrId, versionName: 'v1', definitionRepository });
    new CfnWorkflow(this, 'OtherWorkflow', { engine: 'NEXTFLOW' }).with(new mixins.OmicsWorkflowDefinition(workflow));

    this.node.findChild('Connection').with(new mixins.SageMakerProjectAccess(), new mixins.DataZoneProjectAccess());
    new CfnProject(this, 'Project', {
      projectName: 'churn',
      serviceCatalogProvisioningDetails: {
        ProductId: 'prod-1234567890abc',
        ProvisioningArtifactId: 'pa-1234567890abc',
        ProvisioningParameters: [{ Key: 'Connection', Value: connection.connectionArn }],
      },
    });
  }
}
