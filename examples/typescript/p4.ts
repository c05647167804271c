import { App, Stack, CfnParameter, CfnOutput, Duration, RemovalPolicy, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { aws_sns as sns, aws_kms as kms, aws_iam as iam } from 'aws-cdk-lib';
import * as l from 'cdk-codeconnections';
const app = new App(); 
const env = { account: '123456789012', region: 'us-east-1' };
const mode = process.env.MODE ?? 'a';
const s = new Stack(app, 'own', { env, synthesizer: new BootstraplessSynthesizer() });
const topic = new sns.Topic(s, 'T', { masterKey: new kms.Key(s, 'K', { removalPolicy: RemovalPolicy.DESTROY }) });
const c = new l.Connection(s, mode === 'replace' ? 'C2' : 'C', { providerType: mode === 'provider' ? l.ProviderType.GITLAB : l.ProviderType.GITHUB, removalPolicy: RemovalPolicy.DESTROY, ...(mode === 'rename' && { connectionName: 'renamed' }) });
const r = new l.AvailableConnection(s, mode === 'replace' ? 'R2' : 'R', { connection: c, notificationTopic: topic, timeout: Duration.seconds(mode === 'short' || mode === 'rename' ? 8 : 600), continueWhenPending: mode === 'go' });
const k = new l.RepositoryLink(s, 'L', { connection: r, ownerId: 'o', repositoryName: 'r' });
new l.SyncConfiguration(s, 'S', { repositoryLink: k, branch: mode === 'branch' ? 'b' : 'main', configFile: 'f', stackName: 'prod', removalPolicy: RemovalPolicy.DESTROY, pullRequestComment: true });
if (mode === 'break') { const bad = new l.RepositoryLink(s, 'Bad', { connection: r, ownerId: 'o', repositoryName: 'r' }); bad.node.addDependency(k); }
new CfnOutput(s, 'Status', { value: r.connectionStatus });
