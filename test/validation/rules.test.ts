import { App, Aws, CfnCondition, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { attachStageValidator } from '../../src/validation';
import {
  ACCOUNT,
  arnOf,
  connection,
  ENV,
  host,
  link,
  OTHER_ACCOUNT,
  sync,
  validatedStack,
  violations,
  waiter,
} from './fixtures';

process.env.CDK_VALIDATION = 'false';

describe.each([
  ['AWS::CodeConnections::Connection', CfnConnection],
  ['AWS::CodeStarConnections::Connection', CfnCodeStarConnection],
])('%s', (type, Connection) => {
  const create = (scope: Stack, props: { providerType?: string; hostArn?: string }, id = 'Connection') =>
    new Connection(scope, id, { connectionName: id, ...props });

  test('takes a provider type', () => {
    const stack = validatedStack();
    create(stack, { providerType: 'GitHub' });
    expect(violations(stack)).toEqual([]);
  });

  test('takes a provider type that we do not know', () => {
    const stack = validatedStack();
    create(stack, { providerType: 'Codeberg' });
    expect(violations(stack)).toEqual([]);
  });

  test('takes a host', () => {
    const stack = validatedStack();
    create(stack, { hostArn: host(stack).attrHostArn });
    expect(violations(stack)).toEqual([]);
  });

  test('is refused with neither', () => {
    const stack = validatedStack();
    create(stack, {});
    expect(violations(stack)).toEqual([
      "'Stack/Connection': a connection takes either a provider type or a host, got neither; set the provider type, or the host for a provider that you run yourself",
    ]);
  });

  test('is refused with both', () => {
    const stack = validatedStack();
    create(stack, { providerType: 'GitHub', hostArn: host(stack).ref });
    expect(violations(stack)).toEqual([
      "'Stack/Connection': a connection takes either a provider type or a host, got both (the provider type is 'GitHub'); remove one of them: a host has its own provider type",
    ]);
  });

  test('is refused with both when they are known only at deployment', () => {
    const stack = validatedStack();
    create(stack, { providerType: new CfnParameter(stack, 'Provider').valueAsString, hostArn: host(stack).ref });
    expect(violations(stack)).toEqual([expect.stringContaining('got both; remove one of them')]);
  });

  test('may have either by a condition', () => {
    const stack = validatedStack();
    new CfnCondition(stack, 'Cloud');
    create(stack, {
      providerType: Fn.conditionIf('Cloud', 'GitHub', Aws.NO_VALUE).toString(),
      hostArn: Fn.conditionIf('Cloud', Aws.NO_VALUE, host(stack).ref).toString(),
    });
    expect(violations(stack)).toEqual([]);
  });

  test.each(['GitHubEnterpriseServer', 'GitLabSelfManaged'])('needs a host for %s', (providerType) => {
    const stack = validatedStack();
    create(stack, { providerType });
    expect(violations(stack)).toEqual([
      `'Stack/Connection': a connection to the provider type '${providerType}' is made by its host, got no host; create a host of this provider type and give the connection that host in place of the provider type`,
    ]);
  });

  test('is judged by what escape hatches and lazy values make of it', () => {
    const stack = validatedStack();
    create(stack, {}, 'Mended').addPropertyOverride('ProviderType', 'GitHub');
    create(stack, { providerType: 'GitHub', hostArn: 'arn' }, 'Deleted').addPropertyDeletionOverride('HostArn');
    create(stack, { providerType: Lazy.string({ produce: () => 'GitHub' }) }, 'Lazy');
    create(stack, { providerType: Lazy.string({ produce: () => undefined }) }, 'LazyNone');
    new CfnResource(stack, 'Plain', { type, properties: { ConnectionName: 'x', ProviderType: 'GitHub' } });
    new CfnResource(stack, 'PlainNone', { type, properties: { ConnectionName: 'x' } });
    expect(violations(stack)).toEqual([
      expect.stringMatching("^'Stack/LazyNone': .* got neither"),
      expect.stringMatching("^'Stack/PlainNone': .* got neither"),
    ]);
  });
});

describe('Git sync', () => {
  test('cannot be on Azure DevOps', () => {
    const stack = validatedStack();
    const azure = link(stack, 'Link', waiter(stack, 'Gate', connection(stack, 'Azure', 'AzureDevOps').ref).ref);
    sync(stack, 'Sync', azure.attrRepositoryLinkId);
    expect(violations(stack)).toEqual([
      "'Stack/Sync': Git sync does not support the provider type 'AzureDevOps' of the connection 'Stack/Azure'; use a repository on Bitbucket, GitHub or GitLab, or deploy the stack by a pipeline",
    ]);
  });

  test('cannot be on Azure DevOps over stacks and nested stacks', () => {
    const app = new App();
    const azure = new CfnCodeStarConnection(validatedStack(app, 'A'), 'Azure', {
      connectionName: 'azure',
      providerType: 'AzureDevOps',
    });
    const stack = validatedStack(app, 'B');
    sync(stack, 'Sync', link(new NestedStack(stack, 'Nested'), 'Link', azure.attrConnectionArn).attrRepositoryLinkId);
    expect(violations(app)).toEqual([expect.stringContaining("the connection 'A/Azure'")]);
  });

  test('cannot be on Azure DevOps when the id of the link comes from its ARN', () => {
    const stack = validatedStack();
    const { ref } = link(stack, 'Link', connection(stack, 'Azure', 'AzureDevOps').ref);
    sync(stack, 'Sync', Fn.select(1, Fn.split('/', ref)));
    sync(stack, 'Lazy', Lazy.string({ produce: () => Fn.select(1, Fn.split('/', ref)) }));
    new CfnCondition(stack, 'Condition');
    sync(stack, 'Either', Fn.conditionIf('Condition', ref, link(stack, 'Other', arnOf(ACCOUNT)).ref).toString());
    expect(violations(stack).map((violation) => violation.split(':')[0])).toEqual(["'Stack/Sync'", "'Stack/Lazy'"]);
  });

  test('passes on other providers, and on links and connections that only an id or an ARN is known of', () => {
    const stack = validatedStack();
    sync(stack, 'GitHub', link(stack, 'Link', connection(stack).ref).attrRepositoryLinkId);
    sync(stack, 'Imported', link(stack, 'ImportedConnection', arnOf(ACCOUNT)).attrRepositoryLinkId);
    sync(stack, 'ImportedLink', '00000000-0000-0000-0000-000000000000');
    sync(stack, 'Parameter', new CfnParameter(stack, 'LinkId').valueAsString);
    const provider = new CfnParameter(stack, 'Provider').valueAsString;
    sync(stack, 'Open', link(stack, 'OpenLink', connection(stack, 'Open-', provider).ref).attrRepositoryLinkId);
    expect(violations(stack)).toEqual([]);
  });

  test('cannot use a connection that another account shares', () => {
    const stack = validatedStack();
    const shared = arnOf(OTHER_ACCOUNT);
    link(stack, 'Direct', shared);
    link(stack, 'Gated', waiter(stack, 'Gate', shared).getAtt('ConnectionArn').toString());
    const resource = 'connection';
    link(stack, 'Formatted', stack.formatArn({ service: 'codeconnections', account: OTHER_ACCOUNT, resource }));
    expect(violations(stack)).toEqual([
      `'Stack/Direct': Git sync cannot use a connection that another account shares, got one of account ${OTHER_ACCOUNT} in a stack of account ${ACCOUNT}; create a connection in account ${ACCOUNT} and use that`,
      expect.stringContaining("'Stack/Gated': Git sync cannot use a connection that another account shares"),
      expect.stringContaining("'Stack/Formatted': Git sync cannot use a connection that another account shares"),
    ]);
  });

  test('may use an imported connection of its own account, or of one that is not known', () => {
    const app = new App();
    const stack = validatedStack(app, 'A');
    link(stack, 'Own', arnOf(ACCOUNT));
    link(stack, 'Pseudo', arnOf(Aws.ACCOUNT_ID));
    link(stack, 'Parameter', new CfnParameter(stack, 'Arn').valueAsString);
    link(validatedStack(app, 'B', {}), 'Link', arnOf(OTHER_ACCOUNT));
    expect(violations(app)).toEqual([]);
  });

  test('cannot have two configurations for a stack', () => {
    const app = new App();
    sync(validatedStack(app, 'A'), 'Sync', 'link-1', 'main', 'prod');
    const stack = validatedStack(app, 'B');
    sync(stack, 'Sync', 'link-2', 'main', 'prod');
    const parameter = new CfnParameter(stack, 'StackName').valueAsString;
    sync(stack, 'One', 'link-2', 'main', parameter);
    sync(stack, 'Two', 'link-2', 'main', parameter);
    expect(violations(app)).toEqual([
      "'B/Sync': a stack can have one sync configuration, and 'A/Sync' is for the stack 'prod' already; remove one of the two, or set the name of another stack",
      "'B/Two': a stack can have one sync configuration, and 'B/One' is for the same stack already; remove one of the two, or set the name of another stack",
    ]);
  });

  test('may have configurations for stacks of the same name in different accounts, Regions and conditions', () => {
    const app = new App();
    const environments = [
      { env: ENV },
      { env: { ...ENV, region: 'us-east-1' } },
      { env: { ...ENV, account: '3' } },
      {},
      {},
    ];
    environments.forEach((props, i) => {
      sync(validatedStack(app, `S${i}`, props), 'Sync', 'link', 'main', 'prod');
    });
    const stack = validatedStack(app);
    for (const id of ['A', 'B']) {
      sync(stack, id, 'link', 'main', 'prod').cfnOptions.condition = new CfnCondition(stack, `Is${id}`);
    }
    expect(violations(app)).toEqual([]);
  });

  test.each([
    ['a link of the app', (stack: Stack) => link(stack, 'Link', arnOf(ACCOUNT)).attrRepositoryLinkId, 'Stack/Link'],
    ['an imported link', () => '00000000-0000-0000-0000-000000000000', 'Stack/S0'],
    ['a link by parameter', (stack: Stack) => new CfnParameter(stack, 'Link').valueAsString, 'Stack/S0'],
  ])('has room for 50 configurations on a branch and 100 on %s', (_, linkId, name) => {
    const create = (count: number, branchOf: (i: number) => string) => {
      const stack = validatedStack();
      const id = linkId(stack);
      for (let i = 0; i < count; i++) sync(stack, `S${i}`, id, branchOf(i));
      return violations(stack);
    };
    expect(create(50, () => 'main')).toEqual([]);
    expect(create(51, () => 'main')).toEqual([
      `'${name}': a branch of a repository link can have 50 sync configurations, got 51 on 'main'; move some of them to another branch or another repository`,
    ]);
    expect(create(100, (i) => `branch-${i % 2}`)).toEqual([]);
    expect(create(101, (i) => `branch-${i % 3}`)).toEqual([
      `'${name}': a repository link can have 100 sync configurations, got 101; move some of them to the link of another repository`,
    ]);
  });
});

describe('the validator', () => {
  afterEach(() => jest.restoreAllMocks());

  test('reports all violations of a Stage at once', () => {
    const app = new App();
    connection(validatedStack(app, 'A'), 'Enterprise', 'GitHubEnterpriseServer');
    host(validatedStack(app, 'B'), 'Host', { providerType: 'GitHub' });
    link(validatedStack(app, 'C'), 'Link', arnOf(OTHER_ACCOUNT));
    expect(violations(app).map((violation) => violation.split(':')[0])).toEqual([
      "'A/Enterprise'",
      "'B/Host'",
      "'C/Link'",
    ]);
  });

  test('is one for each Stage', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    const stacks = [validatedStack(app, 'A'), validatedStack(app, 'B'), validatedStack(stage, 'C')];
    const added = jest.spyOn(Object.getPrototypeOf(app.node), 'addValidation');
    for (const stack of stacks) attachStageValidator(connection(stack));
    expect(added).not.toHaveBeenCalled();
    connection(stacks[2], 'Enterprise', 'GitHubEnterpriseServer');
    expect(violations(app)).toEqual([expect.stringContaining("'Prod/C/Enterprise'")]);
  });

  test('also works for a stack without an app', () => {
    const stack = new Stack();
    attachStageValidator(connection(stack, 'Enterprise', 'GitHubEnterpriseServer'));
    expect(stack.node.root.node.validate()).toEqual([expect.stringContaining("Enterprise': a connection to")]);
  });

  test('walks a large app once', () => {
    const stack = validatedStack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }));
    const one = connection(stack);
    for (let i = 0; i < 500; i++) sync(stack, `S${i}`, link(stack, `L${i}`, one.ref).attrRepositoryLinkId);
    const constructs = stack.node.root.node.findAll().length;
    const children = jest.spyOn(Object.getPrototypeOf(stack.node), 'children', 'get');
    expect(stack.node.root.node.validate()).toEqual([]);
    expect(children).toHaveBeenCalledTimes(constructs);
  });
});
