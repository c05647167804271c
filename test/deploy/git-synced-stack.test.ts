import { setTimeout as sleep } from 'node:timers/promises';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { awsRequest } from '../../local/aws/aws-request.ts';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { element } from '../../local/aws/xml.ts';
import {
  Connection,
  GitRepository,
  GitSyncedStack,
  type GitSyncedStackProps,
  ProviderType,
  RepositoryLink,
  SyncBlockerResolution,
} from '../../src';
import { Stacks } from '../local/aws/ministack/stacks';
import { Account, OWNER, REPOSITORY } from './account';
import { type Build, Deployment, during } from './deployment';

jest.setTimeout(240_000);

const parameter = (Name: string, Value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});

/** What cannot be created. */
const NEVER = {
  Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
  Never: { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Handle: { Ref: 'Handle' }, Timeout: '1' } },
};

/** Two stacks that live in the repository. The second one imports what the first one exports. */
const NETWORK = {
  Parameters: { Size: { Type: 'String', Default: 'small' } },
  Resources: { Size: parameter('/network/size', { Ref: 'Size' }) },
  Outputs: { Name: { Value: '/network/size', Export: { Name: 'network' } } },
};
const WORKLOAD = {
  Resources: { Network: parameter('/workload/network', { 'Fn::ImportValue': 'network' }) },
};
const files = (size?: string, network: object = NETWORK) => ({
  'network.yaml': `template-file-path: network.json${size ? `\nparameters:\n  Size: ${size}` : ''}\n`,
  'workload.yaml': 'template-file-path: workload.json\n',
  'network.json': JSON.stringify(network),
  'workload.json': JSON.stringify(WORKLOAD),
});

type Props = Partial<GitSyncedStackProps> & Pick<GitSyncedStackProps, 'repository'>;

function synced(stack: Stack, stackName: string, props: Props): GitSyncedStack {
  const it = new GitSyncedStack(stack, stackName, {
    stackName,
    branch: 'main',
    configFile: `${stackName}.yaml`,
    ...props,
  });
  it.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['ssm:*'], resources: ['*'] }));
  return it;
}

interface Version {
  readonly workload: boolean;
  /** Why what blocks the sync may be overwritten. */
  readonly reason?: string;
  /** The stack network, as it was before somebody deleted it. */
  readonly deletedStackId?: string;
}

/** Two CDK stacks, since a template may have 51,200 bytes without a bootstrap. */
function app({ workload, reason, deletedStackId }: Version): Record<string, Build> {
  let network: GitSyncedStack;
  const platform = (stack: Stack) => {
    const removalPolicy = RemovalPolicy.DESTROY;
    const connection = new Connection(stack, 'GitHub', { providerType: ProviderType.GITHUB, removalPolicy });
    const repository = GitRepository.fromConnection(connection, `${OWNER}/${REPOSITORY}`);
    network = synced(stack, 'network', { repository, waitForSync: true, ...(deletedStackId && { deletedStackId }) });
    if (reason) {
      const { syncConfiguration } = network;
      new SyncBlockerResolution(stack, 'Resolution', { syncConfiguration, reason, waitForSync: true });
    }
  };
  const products = (stack: Stack) => {
    const repository = GitRepository.fromLink(network.repositoryLink);
    synced(stack, 'legacy', { repository });
    const removalPolicy = RemovalPolicy.DESTROY;
    if (workload) synced(stack, 'workload', { repository, removalPolicy, syncAfter: [network] });
  };
  return { platform, products };
}

/** An app through the whole life of its stacks. The tests are steps: each goes on from the last. */
describe('stacks that live in Git, deployed by the cdk CLI', () => {
  let deployment: Deployment;
  let account: Account;
  let stacks: Stacks;
  let adopted: string;

  beforeAll(async () => {
    deployment = await Deployment.start();
    account = new Account(deployment);
    stacks = new Stacks(deployment.aws);
    await stacks.create('legacy', { Resources: { Size: parameter('/legacy/size', 'huge') } });
    adopted = await described('legacy');
  });

  afterAll(() => deployment?.stop());

  const described = (name: string) => stacks.call('DescribeStacks', { StackName: name });
  const ssm = <T>(operation: string, body: object) =>
    awsRequest<T>(deployment.aws.env, { service: 'ssm', target: `AmazonSSM.${operation}`, body });
  const push = (content: Readonly<Record<string, string>>) =>
    deployment.aws.simulator.push({ repository: `${OWNER}/${REPOSITORY}`, branch: 'main', files: content });
  const read = async (name: string) => {
    const { Parameter } = await ssm<{ Parameter: { Value: string } }>('GetParameter', { Name: name });
    return Parameter.Value;
  };
  const latestSync = async (stackName: string) => {
    type Sync = { LatestSync: { Status: string; TargetRevision: { Sha: string }; Events: { Event: string }[] } };
    const name = { ResourceName: stackName, SyncType: 'CFN_STACK_SYNC' };
    return (await deployment.codeConnections<Sync>('GetResourceSyncStatus', name)).LatestSync;
  };
  /** How the sync of a stack to a commit ends. */
  const syncTo = async (sha: string, stackName = 'network') => {
    for (;;) {
      const sync = await latestSync(stackName);
      if (sync.TargetRevision.Sha === sha && /SUCCEEDED|FAILED/.test(sync.Status)) return sync;
      await sleep(100);
    }
  };

  test('the first deployment asks for the handshake, makes what is not there, and syncs it in order', async () => {
    deployment.aws.simulator.configure({ firstSync: 'on-creation' });
    const sha = push(files());
    const deploying = deployment.deployAll(app({ workload: true }));
    const connectionArn = await during(deploying, deployment.pendingConnection());
    expect(await deployment.left()).not.toHaveProperty('repository links');
    deployment.aws.simulator.completeConnection(connectionArn);
    expect(await deploying).toMatchObject({ exitCode: 0 });

    const { repositoryLinks, syncConfigurations } = await codeConnections(deployment.aws.env);
    expect(repositoryLinks).toHaveLength(1);
    expect(syncConfigurations.map(({ ResourceName }) => ResourceName).sort()).toEqual([
      'legacy',
      'network',
      'workload',
    ]);
    expect(await account.pullRequestComment('network')).toBe('ENABLED');
    for (const name of ['network', 'workload']) {
      expect(await syncTo(sha, name)).toMatchObject({ Status: 'SUCCEEDED' });
      expect(element(await described(name), 'RoleARN')).toMatch(/StackOperationsRole/);
    }
    expect(await read('/workload/network')).toBe('/network/size');
  });

  test('a stack that exists is not touched', async () => {
    const now = await described('legacy');
    for (const name of ['StackId', 'StackStatus', 'LastUpdatedTime', 'RoleARN']) {
      expect(element(now, name)).toBe(element(adopted, name));
    }
    expect(await read('/legacy/size')).toBe('huge');
  });

  test('a push updates the stack, and so does a parameter in the deployment file', async () => {
    const { Resources } = NETWORK;
    const more = { ...NETWORK, Resources: { ...Resources, More: parameter('/network/more', 'of it') } };
    expect(await syncTo(push(files(undefined, more)))).toMatchObject({ Status: 'SUCCEEDED' });
    expect(await read('/network/more')).toBe('of it');
    expect(await syncTo(push(files('large')))).toMatchObject({ Status: 'SUCCEEDED' });
    expect(await read('/network/size')).toBe('large');
  });

  test('a sync that fails leaves the stack as it was, in a state from which the next one goes on', async () => {
    const broken = { ...NETWORK, Resources: { ...NETWORK.Resources, ...NEVER } };
    const { Status, Events } = await syncTo(push(files('huge', broken)));
    expect(Status).toBe('FAILED');
    expect(JSON.stringify(Events)).toContain('Never');
    expect(await deployment.status('network')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await read('/network/size')).toBe('large');
    expect(await syncTo(push(files('medium')))).toMatchObject({ Status: 'SUCCEEDED' });
  });

  test('an update by hand blocks the sync, and a deployment resolves that; what is removed from the app is deleted', async () => {
    await stacks.update('network', { ...NETWORK, Resources: { Size: parameter('/network/size', 'tiny') } });
    expect(await read('/network/size')).toBe('tiny');
    const before = await latestSync('network');
    const sha = push(files('small'));
    await syncTo(sha, 'legacy'); // the branch has been read
    expect(await latestSync('network')).toEqual(before);
    expect(await account.blockers('network')).toEqual([expect.objectContaining({ Status: 'ACTIVE' })]);

    expect(await deployment.deployAll(app({ workload: false, reason: 'small it is' }))).toMatchObject({
      exitCode: 0,
    });
    expect(await syncTo(sha)).toMatchObject({ Status: 'SUCCEEDED' });
    expect(await read('/network/size')).toBe('small');
    expect(await stacks.status('workload')).toBe('DELETE_COMPLETE');
    await expect(read('/workload/network')).rejects.toThrow('ParameterNotFound');
  });

  test('a stack that was deleted by hand is created again, and filled, by a deployment that names it', async () => {
    const gone = element(await described('network'), 'StackId');
    await stacks.delete('network');
    const [{ Id }] = await account.blockers('network');
    const deleted = { workload: false, reason: 'it is there again', deletedStackId: gone };
    expect(await deployment.deployAll(app(deleted))).toMatchObject({ exitCode: 0 });
    expect(element(await described('network'), 'StackId')).not.toBe(gone);
    expect(await account.blockers('network')).toContainEqual(expect.objectContaining({ Id, Status: 'RESOLVED' }));
    expect(await read('/network/size')).toBe('small');
    expect(element(await described('network'), 'RoleARN')).toMatch(/StackOperationsRole/);
  });

  test('what cannot be synced, and what another app keeps in sync, is refused, and says what to do', async () => {
    await stacks.failure('CreateStack', 'broken', { Resources: NEVER });
    const [{ RepositoryLinkId }] = (await codeConnections(deployment.aws.env)).repositoryLinks;
    const arn = `arn:aws:codeconnections:us-east-1:123456789012:repository-link/${RepositoryLinkId}`;
    const claim = (stackName: string) => (stack: Stack) => {
      const repository = GitRepository.fromLink(RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arn));
      synced(stack, stackName, { repository });
    };
    const before = await deployment.left();

    const { exitCode, output } = await deployment.deployAll({ one: claim('broken'), two: claim('network') });
    expect(exitCode).not.toBe(0);
    expect(output).toContain('the stack broken is in ROLLBACK_COMPLETE, so Git sync cannot update it');
    expect(output).toContain('delete it, then deploy again');
    expect(output).toContain(
      `the stack network is already kept in sync by "network.yaml on the branch main of ${OWNER}/${REPOSITORY}"`,
    );
    expect(await stacks.status('broken')).toBe('ROLLBACK_COMPLETE');
    for (const name of ['one', 'two']) await stacks.delete(name);
    expect(await deployment.left()).toEqual(before);
  });

  test('the stacks and their roles are left when the app is destroyed, and can still be updated', async () => {
    await stacks.delete('products');
    expect(await deployment.destroy('platform')).toMatchObject({ exitCode: 0 });
    const { roles, ...left } = await deployment.left();
    expect(left).toEqual({ stacks: ['legacy', 'network', 'broken'] });
    const kept = ['network', 'legacy', 'workload'].flatMap((name) => [`${name}Role`, `${name}RoleStackOperationsRole`]);
    for (const role of kept) expect(roles.filter((name) => name.includes(role))).not.toEqual([]);
    const template = { ...NETWORK, Resources: { Size: parameter('/network/size', 'by hand') } };
    await stacks.update('network', template);
    expect(await read('/network/size')).toBe('by hand');
  });
});
