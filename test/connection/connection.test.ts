import {
  App,
  Aws,
  CfnOutput,
  type InjectionContext,
  type IPropertyInjector,
  Lazy,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnHost, type IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { Construct } from 'constructs';
import { Connection, Host, ProviderType } from '../../src';
import { ACCOUNT, arnOf, lazy, lengths, logicalId, newStack, only, REGION, token, UUID } from '../fixtures';

const TYPE = 'AWS::CodeConnections::Connection';
const HOSTED = { providerType: ProviderType.GITHUB_ENTERPRISE_SERVER, providerEndpoint: 'https://ghes' };
const GITHUB = { providerType: ProviderType.GITHUB };

describe('the CloudFormation resource of a Connection', () => {
  test('has the name, the provider and the tags', () => {
    const stack = newStack();
    new Connection(stack, 'Connection', { connectionName: 'github', ...GITHUB, tags: { team: 'infra', cost: '' } });
    expect(only(stack, TYPE).Properties).toEqual({
      ConnectionName: 'github',
      ProviderType: 'GitHub',
      Tags: [
        { Key: 'cost', Value: '' },
        { Key: 'team', Value: 'infra' },
      ],
    });
  });

  test.each<[string, (stack: Stack) => IHostRef]>([
    ['an L2', (stack) => new Host(stack, 'Host', { hostName: 'ghes', ...HOSTED })],
    [
      'an L1',
      (stack) => new CfnHost(stack, 'Host', { name: 'ghes', ...HOSTED, providerType: 'GitHubEnterpriseServer' }),
    ],
    ['an import', (stack) => Host.fromHostArn(stack, 'Host', arnOf('host/ghes-1'))],
  ])('has the host instead of the provider when a host is given: %s', (_, hostIn) => {
    const stack = newStack();
    const host = hostIn(stack);
    new Connection(stack, 'Connection', { connectionName: 'ghes', host });
    expect(only(stack, TYPE).Properties).toEqual({
      ConnectionName: 'ghes',
      HostArn: stack.resolve(host.hostRef.hostArn),
    });
  });

  test.each([
    [undefined, 'RetainExceptOnCreate', 'Retain'],
    [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  ])(
    'turns the removal policy %s into the deletion policy %s',
    (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
      const stack = newStack();
      new Connection(stack, 'Connection', { ...GITHUB, ...(removalPolicy && { removalPolicy }) });
      expect(only(stack, TYPE)).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
    },
  );

  test('provides the attributes of CloudFormation', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Connection', { connectionName: 'github', ...GITHUB });
    const attribute = (name: string) => ({ 'Fn::GetAtt': [logicalId(stack, connection), name] });
    expect(stack.resolve(connection.connectionArn)).toEqual(attribute('ConnectionArn'));
    expect(stack.resolve(connection.connectionRef)).toEqual({ connectionArn: attribute('ConnectionArn') });
    expect(stack.resolve(connection.connectionStatus)).toEqual(attribute('ConnectionStatus'));
    expect(stack.resolve(connection.connectionOwnerAccountId)).toEqual(attribute('OwnerAccountId'));
    expect(connection.connectionName).toBe('github');
  });

  test('uses the default props of a property injector', () => {
    class Names implements IPropertyInjector {
      public readonly constructUniqueId = Connection.PROPERTY_INJECTION_ID;
      public inject(originalProps: object, _context: InjectionContext): object {
        return { connectionName: 'injected', ...originalProps };
      }
    }
    const stack = newStack('Stack', { propertyInjectors: [new Names()] });
    new Connection(stack, 'Connection', GITHUB);
    expect(only(stack, TYPE).Properties).toMatchObject({ ConnectionName: 'injected' });
  });
});

describe('the generated name of a connection', () => {
  const nameOf = (connection: Connection) => Stack.of(connection).resolve(connection.connectionName);
  const readable = (connection: Connection): string => nameOf(connection)['Fn::Join'][1][0];

  test('ends in 8 characters of the stack id', () => {
    const stack = newStack();
    new Connection(stack, 'GitHub', GITHUB);
    const [, uuid] = [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }];
    expect(only(stack, TYPE).Properties.ConnectionName).toEqual({
      'Fn::Join': ['', ['Stack-GitHub-', { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, uuid] }] }] }]],
    });
  });

  test.each([
    ['the stack and the id', 'pipeline', ['GitHub'], 'pipeline-GitHub-'],
    ['the path in the stack', 'pipeline', ['Source', 'GitHub'], 'pipeline-Source-GitHub-'],
  ])('contains %s', (_, stackName, ids, expected) => {
    const scopes = ids.slice(0, -1);
    const scope = scopes.reduce((parent: Construct, id) => new Construct(parent, id), newStack(stackName));
    expect(readable(new Connection(scope, ids.at(-1) ?? '', GITHUB))).toBe(expected);
  });

  test('contains the end of a path that is too long, and a hash', () => {
    const name = readable(new Connection(new Construct(newStack(), 'APipelineWithALongName'), 'GitHub', GITHUB));
    expect(name).toMatch(/^[A-Za-z]+-GitHub-[0-9a-f]{6}-$/);
  });

  test('is unique where a path in the stack reads like the name of the stack', () => {
    const stack = newStack('payments-pipeline');
    const inner = new Construct(new Construct(stack, 'payments'), 'pipeline');
    const names = [new Connection(stack, 'Git', GITHUB), new Connection(inner, 'Git', GITHUB)].map(readable);
    expect(new Set(names).size).toBe(2);
  });

  test.each(['A', 'GitHub', 'AVeryLongNameForAConnectionIndeed', 'with-dashes_and.dots', 'Über日本語'])(
    "has at most 32 characters that are good everywhere, for the id '%s'",
    (id) => {
      const name = readable(new Connection(newStack(), id, GITHUB));
      expect(name.length + 8).toBeLessThanOrEqual(32);
      expect(name).toMatch(/^[0-9A-Za-z-]+-$/);
    },
  );

  test('is unique in a stack, even for ids that differ only in special characters or depth', () => {
    const stack = newStack();
    const scopes = [
      stack,
      new Construct(stack, 'my'),
      new Construct(stack, 'my.github'),
      new Construct(stack, 'Resource'),
    ];
    const ids = [
      'github',
      'my-github',
      'my_github',
      'mygithub',
      'MyGitHub',
      `${'a'.repeat(60)}b`,
      `${'a'.repeat(60)}c`,
    ];
    const names = scopes.flatMap((scope) => ids.map((id) => readable(new Connection(scope, id, GITHUB))));
    expect(new Set(names).size).toBe(scopes.length * ids.length);
  });

  test('does not change when another construct is added or removed', () => {
    const alone = new Connection(newStack(), 'GitHub', GITHUB);
    const stack = newStack();
    new Connection(stack, 'Another', GITHUB);
    expect(nameOf(new Connection(stack, 'GitHub', GITHUB))).toEqual(nameOf(alone));
  });

  test('comes from the stack of the connection when another stack uses it', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => new Stack(app, id)) as [Stack, Stack];
    const connection = new Connection(stack, 'GitHub', GITHUB);
    new CfnOutput(other, 'Name', { value: connection.connectionName });
    const value = JSON.stringify(Template.fromStack(other).toJSON().Outputs.Name.Value);
    expect(value).toContain('Fn::ImportValue');
    expect(value).not.toContain('AWS::StackId');
  });
});

describe('a Connection with props out of bounds', () => {
  test.each([
    [{}, /give either 'providerType' or 'host', got neither/],
    [{ ...GITHUB, host: true }, /give either 'providerType' or 'host', got both/],
  ])('is refused with neither or both of provider and host: %j', ({ host, ...props }: { host?: boolean }, message) => {
    const stack = newStack();
    const given = host ? { host: Host.fromHostArn(stack, 'Host', arnOf('host/ghes-1')) } : {};
    expect(() => new Connection(stack, 'Connection', { ...props, ...given })).toThrow(message);
  });

  test.each(lengths(1, 32))('with a name of %i characters is accepted: %s', (length, taken) => {
    const make = () => new Connection(newStack(), 'Connection', { ...GITHUB, connectionName: 'n'.repeat(length) });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`'connectionName' must have 1 to 32 characters, got ${length}`);
  });

  test.each([
    [{ '': 'v' }, /'key of tags' must have 1 to 128 characters, got 0/],
    [{ ['k'.repeat(129)]: 'v' }, /must have 1 to 128 characters, got 129/],
    [{ k: 'v'.repeat(257) }, /'tags\['k'\]' must have 0 to 256 characters, got 257/],
    [
      Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`k${i}`, 'v'])),
      /'tags' must have 0 to 200 entries, got 201/,
    ],
  ])('is refused with tags beyond the limits', (tags, message) => {
    expect(() => new Connection(newStack(), 'Connection', { ...GITHUB, tags })).toThrow(message);
  });

  test('is refused with all violations in one message', () => {
    const make = () => new Connection(newStack(), 'Connection', { connectionName: '', tags: { '': 'v' } });
    expect(make).toThrow(/'connectionName'.*; .*'key of tags'.*; give either/);
  });

  test('is accepted with tokens', () => {
    const stack = newStack();
    new Connection(stack, 'A', {
      ...GITHUB,
      connectionName: token(stack),
      tags: { stage: token(new Construct(stack, 'Tag')) },
    });
    new Connection(stack, 'B', { ...GITHUB, connectionName: lazy(), tags: { ['k'.repeat(128)]: 'v'.repeat(256) } });
    Template.fromStack(stack).resourceCountIs(TYPE, 2);
  });
});

describe('an imported connection', () => {
  test.each(['codeconnections', 'codestar-connections'])(
    'has the ARN, and the environment of the ARN: %s',
    (prefix) => {
      const arn = `arn:aws:${prefix}:us-east-1:999999999999:connection/${UUID}`;
      const connection = Connection.fromConnectionArn(newStack(), 'Connection', arn);
      expect(connection.connectionArn).toBe(arn);
      expect(connection.connectionRef).toEqual({ connectionArn: arn });
      expect(connection.env).toEqual({ account: '999999999999', region: 'us-east-1' });
      expect(connection.stack.account).toBe(ACCOUNT);
    },
  );

  test('is the same from attributes as from an ARN', () => {
    const connectionArn = arnOf(`connection/${UUID}`);
    const connection = Connection.fromConnectionAttributes(newStack(), 'Connection', { connectionArn });
    expect(connection.connectionArn).toBe(connectionArn);
    expect(connection.env).toEqual({ account: ACCOUNT, region: REGION });
  });

  test.each([
    arnOf(`host/${UUID}`),
    arnOf('connection/'),
    arnOf('connection'),
    `arn:aws:codecommit:${REGION}:${ACCOUNT}:connection/${UUID}`,
    `arn:aws:codeconnections:${REGION}::connection/${UUID}`,
    `arn:aws:codeconnections::${ACCOUNT}:connection/${UUID}`,
    'arn:aws:codeconnections',
    UUID,
    '',
  ])("is refused with an ARN that is not of a connection: '%s'", (arn) => {
    expect(() => Connection.fromConnectionArn(newStack(), 'Connection', arn)).toThrow(
      `the ARN of a connection must look like arn:<partition>:<codeconnections or codestar-connections>:<region>:<account>:connection/<id>, got ${JSON.stringify(arn)}`,
    );
  });

  test('is accepted with an ARN that is known only at deployment', () => {
    const stack = newStack();
    const arn = token(stack);
    const connection = Connection.fromConnectionArn(stack, 'Connection', arn);
    expect(stack.resolve(connection.connectionArn)).toEqual({ Ref: 'Parameter' });
    expect(stack.resolve(connection.env.region)).toEqual({
      'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Parameter' }] }],
    });
    const partly = Connection.fromConnectionArn(
      stack,
      'Partly',
      `arn:${Aws.PARTITION}:codeconnections:${REGION}:${ACCOUNT}:connection/${UUID}`,
    );
    expect(partly.env).toEqual({ account: ACCOUNT, region: REGION });
  });
});

describe('a ProviderType', () => {
  test.each([
    [ProviderType.BITBUCKET, 'Bitbucket'],
    [ProviderType.GITHUB, 'GitHub'],
    [ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY, 'GitHubEnterpriseCloudDataResidency'],
    [ProviderType.GITHUB_ENTERPRISE_SERVER, 'GitHubEnterpriseServer'],
    [ProviderType.GITLAB, 'GitLab'],
    [ProviderType.GITLAB_SELF_MANAGED, 'GitLabSelfManaged'],
    [ProviderType.AZURE_DEVOPS, 'AzureDevOps'],
    [ProviderType.of('Gitea'), 'Gitea'],
  ])('has the name that the API uses', ({ value }, expected) => {
    expect(value).toBe(expected);
  });

  test('is refused if it is empty, and accepted as a token', () => {
    expect(() => ProviderType.of('')).toThrow('\'value\' must have at least 1 character, got 0: ""');
    const token = Lazy.string({ produce: () => '' });
    expect(ProviderType.of(token).value).toBe(token);
  });
});
