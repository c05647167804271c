import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Annotations as StackAnnotations, Template } from 'aws-cdk-lib/assertions';
import { CfnConnection, CfnHost, type IConnectionRef, type IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionGrants,
  type ConnectionInstallationOptions,
  ConnectionLookup,
  Host,
  HostLookup,
  ProviderType,
} from '../../src';
import { knownProvider } from '../../src/connection/connection-base';
import { arnOf, both, logicalId, newRole, newStack, statements, token, UUID } from '../fixtures';
import { allows, type Request } from '../iam';

const PREFIXES = ['codeconnections', 'codestar-connections'];
const WARNING = 'Annotation::cdk-codeconnections:handshakeOfAnyProvider';
const ARN = arnOf(`connection/${UUID}`);
const OTHER_ARN = arnOf('connection/99999999-2222-3333-4444-555555555555');

const imported = (stack: Stack, providerType?: ProviderType) =>
  Connection.fromConnectionAttributes(stack, 'Imported', { connectionArn: ARN, ...(providerType && { providerType }) });
const hosted = (stack: Stack) => {
  const props = { providerType: ProviderType.GITLAB_SELF_MANAGED, providerEndpoint: 'https://git.example.com' };
  return new Connection(stack, 'Hosted', { host: new Host(stack, 'Host', props) });
};

const SERVER = ProviderType.GITHUB_ENTERPRISE_SERVER;
const newHost = (stack: Stack) =>
  new Host(stack, 'Host', { providerType: SERVER, providerEndpoint: 'https://git.example.com' });
const importedHost = (stack: Stack, providerType?: ProviderType) =>
  Host.fromHostAttributes(stack, 'Host', {
    hostArn: arnOf('host/ghes-28aef605'),
    ...(providerType && { providerType }),
  });
const foundHost = (stack: Stack, providerType?: ProviderType) =>
  new HostLookup(stack, 'FoundHost', { hostName: 'ghes', ...(providerType && { providerType }) });
const readyHost = (host: IHostRef) => new AvailableHost(Stack.of(host), 'ReadyHost', { host });
const through = (host: IHostRef) => new Connection(Stack.of(host), 'Through', { host });
const ready = (connection: IConnectionRef) => new AvailableConnection(Stack.of(connection), 'Ready', { connection });

/** Connections whose provider is known. */
const KNOWN: Record<string, [provider: string, make: (stack: Stack) => IConnectionRef]> = {
  'an L2': ['GitHub', (stack) => new Connection(stack, 'L2', { providerType: ProviderType.GITHUB })],
  'an L2 on a host': ['GitLabSelfManaged', hosted],
  'an L1': ['Bitbucket', (stack) => new CfnConnection(stack, 'L1', { connectionName: 'c', providerType: 'Bitbucket' })],
  'one that is waited for': [
    'GitLabSelfManaged',
    (stack) => new AvailableConnection(stack, 'Ready', { connection: hosted(stack) }),
  ],
  'an import': ['GitLab', (stack) => imported(stack, ProviderType.GITLAB)],
  'an import that is waited for': [
    'GitLab',
    (stack) => new AvailableConnection(stack, 'Ready', { connection: imported(stack, ProviderType.GITLAB) }),
  ],
  'an import of one of the app, on a host that is not': [
    'GitHubEnterpriseServer',
    (stack) => {
      const host = Host.fromHostArn(stack, 'Host', arnOf('host/ghes-28aef605'));
      const { connectionArn } = new Connection(stack, 'Hosted', { host });
      const providerType = ProviderType.GITHUB_ENTERPRISE_SERVER;
      return Connection.fromConnectionAttributes(stack, 'Imported', { connectionArn, providerType });
    },
  ],
  'one that is looked up': [
    'AzureDevOps',
    (stack) => new ConnectionLookup(stack, 'Found', { providerType: ProviderType.AZURE_DEVOPS }),
  ],
  'a lookup that is waited for': [
    'GitHub',
    (stack) =>
      new AvailableConnection(stack, 'Ready', {
        connection: new ConnectionLookup(stack, 'Found', { providerType: ProviderType.GITHUB }),
      }),
  ],
  'one on a host that is waited for': [SERVER.value, (stack) => through(readyHost(newHost(stack)))],
  'one that is waited for, on a host that is': [SERVER.value, (stack) => ready(through(readyHost(newHost(stack))))],
  'one on a host that is looked up': [SERVER.value, (stack) => through(foundHost(stack, SERVER))],
  'one on a host that is looked up and waited for': [
    SERVER.value,
    (stack) => through(readyHost(foundHost(stack, SERVER))),
  ],
  'one on an imported host': [SERVER.value, (stack) => through(importedHost(stack, SERVER))],
  'one on an imported host that is waited for': [
    SERVER.value,
    (stack) => ready(through(readyHost(importedHost(stack, SERVER)))),
  ],
  'an L1 on a host that is waited for': [
    SERVER.value,
    (stack) => {
      const { hostArn } = readyHost(newHost(stack));
      return new CfnConnection(stack, 'L1', { connectionName: 'c', hostArn });
    },
  ],
  'one that is looked up by its host': [
    SERVER.value,
    (stack) => new ConnectionLookup(stack, 'Found', { host: newHost(stack) }),
  ],
  'one that is looked up by a host that is waited for': [
    SERVER.value,
    (stack) => ready(new ConnectionLookup(stack, 'Found', { host: readyHost(newHost(stack)) })),
  ],
  'one that is looked up by an imported host': [
    SERVER.value,
    (stack) => new ConnectionLookup(stack, 'Found', { host: importedHost(stack, SERVER) }),
  ],
  'one on an L1 of a host': [
    SERVER.value,
    (stack) => {
      const props = { name: 'h', providerType: SERVER.value, providerEndpoint: 'https://git.example.com' };
      return through(readyHost(new CfnHost(stack, 'Host', props)));
    },
  ],
};

const IMPORT_IT = "import it with Connection.fromConnectionAttributes, and give 'providerType'";
const IMPORT_ITS_HOST = "import its host with Host.fromHostAttributes, and give 'providerType'";

/** And those whose provider is not, with what is advised. */
const UNKNOWN: Record<string, [advice: string, make: (stack: Stack) => IConnectionRef]> = {
  'an import': [IMPORT_IT, (stack) => imported(stack)],
  'one that is looked up': [
    "give the lookup 'Stack/Found' a 'providerType'",
    (stack) => new ConnectionLookup(stack, 'Found', { connectionName: 'c' }),
  ],
  'an L1 with a token': [
    "give 'Stack/L1' a 'providerType' that is known at synthesis",
    (stack) => new CfnConnection(stack, 'L1', { connectionName: 'c', providerType: token(stack) }),
  ],
  'one that is waited for': [IMPORT_IT, (stack) => ready(imported(stack))],
  'one on an imported host': [IMPORT_ITS_HOST, (stack) => through(importedHost(stack))],
  'one on an imported host that is waited for': [
    IMPORT_ITS_HOST,
    (stack) => ready(through(readyHost(importedHost(stack)))),
  ],
  'one on a host that is looked up': [
    "give the lookup 'Stack/FoundHost' a 'providerType'",
    (stack) => ready(through(readyHost(foundHost(stack)))),
  ],
  'one that is looked up by an imported host': [
    "give the lookup 'Stack/Found' a 'providerType'",
    (stack) => new ConnectionLookup(stack, 'Found', { host: importedHost(stack) }),
  ],
  'one on a host with a token': [
    "give 'Stack/Host' a 'providerType' that is known at synthesis",
    (stack) => {
      const props = { name: 'h', providerType: token(stack), providerEndpoint: 'https://git.example.com' };
      return through(readyHost(new CfnHost(stack, 'Host', props)));
    },
  ],
};

const handshake = (stack: Stack, connection: IConnectionRef, options?: ConnectionInstallationOptions) => {
  const role = newRole(stack);
  ConnectionGrants.fromConnection(connection).completeHandshake(role, options).assertSuccess();
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', {
    Properties: { Roles: [{ Ref: logicalId(stack, role) }] },
  });
  return Object.values(policies).flatMap((policy) => policy.Properties.PolicyDocument.Statement);
};
const warned = (stack: Stack) =>
  StackAnnotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(WARNING))
    .map(({ id }) => id);

const allow = (Action: unknown, Resource: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition !== undefined && { Condition }),
});
const OF_THE_PROVIDER = ['GetIndividualAccessToken', 'GetInstallationUrl', 'StartOAuthHandshake'];

describe('a grant of completeHandshake', () => {
  test.each(Object.entries(KNOWN))('is restricted to a known provider: %s', (_, [provider, make]) => {
    const stack = newStack();
    const connection = make(stack);
    const resource = stack.resolve(connection.connectionRef.connectionArn);
    expect(handshake(stack, connection)).toEqual([
      allow(both('GetConnection'), resource),
      allow(both('UpdateConnectionInstallation'), resource),
      ...PREFIXES.map((prefix) =>
        allow(
          OF_THE_PROVIDER.map((action) => `${prefix}:${action}`),
          '*',
          { StringEquals: { [`${prefix}:ProviderType`]: [provider] } },
        ),
      ),
      allow(both('ListInstallationTargets'), '*'),
    ]);
    expect(warned(stack)).toEqual([]);
  });

  test.each(Object.entries(UNKNOWN))(
    'is for any provider, with a warning, where it is not known: %s',
    (_, [advice, make]) => {
      const stack = newStack();
      const connection = make(stack);
      const resource = stack.resolve(connection.connectionRef.connectionArn);
      expect(handshake(stack, connection)).toEqual([
        allow(both('GetConnection'), resource),
        allow(both('UpdateConnectionInstallation'), resource),
        allow(both(...OF_THE_PROVIDER), '*'),
        allow(both('ListInstallationTargets'), '*'),
      ]);
      expect(warned(stack)).toEqual([`/${connection.node.path}`]);
      StackAnnotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(`is not known; ${advice}`));
    },
  );

  test('warns once about an unknown provider, which can be acknowledged', () => {
    const stack = newStack();
    const connection = imported(stack);
    const role = newRole(stack);
    for (let i = 0; i < 2; i++) connection.grants.completeHandshake(role);
    expect(warned(stack)).toHaveLength(1);

    const other = newStack();
    Annotations.of(other).acknowledgeWarning(WARNING, 'the role is that of an administrator');
    handshake(other, imported(other));
    expect(warned(other)).toEqual([]);
  });

  test('is restricted to the given installations', () => {
    const stack = newStack();
    const installationIds = ['12345678', token(stack)];
    expect(handshake(stack, imported(stack, ProviderType.GITHUB), { installationIds })).toEqual(
      expect.arrayContaining(
        PREFIXES.map((prefix) =>
          allow(`${prefix}:UpdateConnectionInstallation`, ARN, {
            StringEquals: { [`${prefix}:InstallationId`]: ['12345678', { Ref: 'Parameter' }] },
          }),
        ),
      ),
    );
  });

  test.each(['completeHandshake', 'manage'] as const)(
    'a grant of %s refuses installation ids with wildcards or variables',
    (grant) => {
      const choose =
        (...installationIds: string[]) =>
        () => {
          const stack = newStack();
          return imported(stack).grants[grant](newRole(stack), { installationIds });
        };
      expect(choose()).toThrow("'installationIds' must have at least 1 entry, got 0");
      for (const id of ['*', '1234?', `\${aws:PrincipalTag/installation}`, '1\n']) {
        expect(choose(id)).toThrow("'installationIds' must not contain wildcards");
      }
      expect(choose('')).toThrow("'installationIds' must have at least 1 character");
      expect(choose('{b4e3f2a1-0000-0000-0000-000000000000}')).not.toThrow();
    },
  );
});

describe.each(PREFIXES)('for requests under the prefix %s', (prefix) => {
  const key = (name: string, value: string) => ({ [`${prefix}:${name}`]: value });
  const request = (action: string, resource?: string, context?: Request['context']): Request => ({
    action: `${prefix}:${action}`,
    ...(resource && { resource }),
    ...(context && { context }),
  });
  const installation = (id: string, resource = ARN) =>
    request('UpdateConnectionInstallation', resource, key('InstallationId', id));
  /** All that the console asks for, with the condition keys that AWS documents for each action. */
  const whole = (provider: string, id: string): Request[] => [
    request('GetConnection', ARN),
    request('ListInstallationTargets'),
    ...OF_THE_PROVIDER.map((action) => request(action, undefined, key('ProviderType', provider))),
    installation(id),
  ];

  test('completeHandshake allows all calls of the handshake', () => {
    const stack = newStack();
    const policy = handshake(stack, imported(stack, ProviderType.GITHUB), { installationIds: ['1'] });
    expect(whole('GitHub', '1').filter((each) => !allows(policy, each))).toEqual([]);
  });

  test('completeHandshake allows no other provider, installation or connection', () => {
    const stack = newStack();
    const policy = handshake(stack, imported(stack, ProviderType.GITHUB), { installationIds: ['1'] });
    const others = [
      ...OF_THE_PROVIDER.map((action) => request(action, undefined, key('ProviderType', 'Bitbucket'))),
      ...['11', '2', ''].map((id) => installation(id)),
      installation('1', OTHER_ARN),
      request('UpdateConnectionInstallation', ARN),
      request('GetConnection', OTHER_ARN),
      request('UseConnection', ARN),
    ];
    expect(others.filter((each) => allows(policy, each))).toEqual([]);
  });

  test('completeHandshake without installation ids allows any installation at the provider', () => {
    const stack = newStack();
    const policy = handshake(stack, imported(stack, ProviderType.GITHUB));
    expect(whole('GitHub', '2').filter((each) => !allows(policy, each))).toEqual([]);
    expect(whole('GitLab', '2').filter((each) => allows(policy, each))).toHaveLength(3);
  });

  test('manage allows only the given installations', () => {
    const stack = newStack();
    imported(stack).grants.manage(newRole(stack), { installationIds: ['1'] });
    const policy = statements(stack);
    expect([installation('1'), installation('2')].map((each) => allows(policy, each))).toEqual([true, false]);
    for (const action of ['GetConnection', 'ListTagsForResource', 'DeleteConnection', 'TagResource', 'UntagResource']) {
      expect(allows(policy, request(action, ARN))).toBe(true);
    }
  });
});

describe('the provider of a connection for grants', () => {
  test.each(Object.entries(KNOWN))('is known for %s', (_, [provider, make]) => {
    const connection = make(newStack()) as Partial<Connection>;
    if (!(connection instanceof CfnConnection)) expect(connection.providerType?.value).toBe(provider);
  });

  test('is unknown for an import without it', () => {
    expect(imported(newStack()).providerType).toBeUndefined();
  });

  test('is read once, and only from constructs that this library knows', () => {
    const stack = newStack();
    const connection = new CfnConnection(stack, 'L1', { connectionName: 'c' });
    connection.hostArn = connection.attrConnectionArn;
    expect(knownProvider(connection)).toBeUndefined();
    const properties = { ProviderType: 'GitHub' };
    const other = new CfnResource(stack, 'Other', { type: 'Custom::Other', properties });
    connection.hostArn = other.getAtt('Arn').toString();
    expect(knownProvider(connection)).toBeUndefined();
  });
});

describe('the provider of a host for grants', () => {
  test.each([
    ['a host', newHost],
    ['one that is waited for', (stack: Stack) => readyHost(newHost(stack))],
    ['an import', (stack: Stack) => importedHost(stack, SERVER)],
    ['one that is looked up', (stack: Stack) => foundHost(stack, SERVER)],
    ['a lookup that is waited for', (stack: Stack) => readyHost(foundHost(stack, SERVER))],
    ['an import that is waited for', (stack: Stack) => readyHost(importedHost(stack, SERVER))],
  ])('is known for %s', (_, make) => {
    expect(make(newStack()).providerType?.value).toBe(SERVER.value);
  });

  test('is unknown for an import or a lookup without it', () => {
    expect(readyHost(importedHost(newStack())).providerType).toBeUndefined();
    expect(readyHost(foundHost(newStack())).providerType).toBeUndefined();
  });
});

test.each(['', '*', `\${aws:username}`, `\${aws:PrincipalTag/p}`])('ProviderType.of refuses %j', (value) => {
  expect(() => ProviderType.of(value)).toThrow("'value' must");
});

test('completeHandshake refuses an L1 whose provider is an IAM variable', () => {
  const stack = newStack();
  const connection = new CfnConnection(stack, 'L1', { connectionName: 'c', providerType: `\${aws:PrincipalTag/p}` });
  const grant = () => ConnectionGrants.fromConnection(connection).completeHandshake(newRole(stack));
  expect(grant).toThrow("'providerType' must not contain wildcards (*, ?), variables");
});
