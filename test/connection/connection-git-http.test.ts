import { App, Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as OldCfnConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { AvailableConnection, Connection, ConnectionGitHttp, ErrorCode, ProviderType } from '../../src';
import { ACCOUNT, arnOf, codeOf, newRole, newStack, REGION, statements, token, UUID } from '../fixtures';

const CONNECTION_ARN = arnOf(`connection/${UUID}`);
const ofArn = (stack: Stack, arn: string) => Connection.fromConnectionArn(stack, `C${stack.node.children.length}`, arn);

describe('the address of a repository', () => {
  test('has the Region, account and id of the connection, not those of the stack', () => {
    const stack = newStack('Elsewhere', { env: { account: '210987654321', region: 'us-east-1' } });
    const url = `https://codeconnections.${REGION}.amazonaws.com/git-http/${ACCOUNT}/${REGION}/${UUID}/my-org/app.git`;
    expect(ofArn(stack, CONNECTION_ARN).gitHttpUrl('my-org/app')).toBe(url);
  });

  test.each([
    ['the old prefix', CONNECTION_ARN.replace('codeconnections', 'codestar-connections'), /^https:\/\/codestar-conn/],
    [
      'China',
      CONNECTION_ARN.replace('arn:aws:', 'arn:aws-cn:'),
      /^https:\/\/codeconnections\.[^.]+\.amazonaws\.com\.cn\//,
    ],
    ['GovCloud', CONNECTION_ARN.replace('arn:aws:', 'arn:aws-us-gov:'), /^https:\/\/[^.]+\.[^.]+\.amazonaws\.com\//],
  ])('has the host name of %s', (_, arn, expected) => {
    expect(ofArn(newStack(), arn).gitHttpUrl('my-org/app')).toMatch(expected);
  });

  test.each<[name: string, arn: (stack: Stack) => string]>([
    ['an L1', (stack) => new CfnConnection(stack, 'L1', { connectionName: 'git' }).ref],
    ['an L1 with the old prefix', (stack) => new OldCfnConnection(stack, 'L1', { connectionName: 'git' }).ref],
    ['a parameter', token],
    ['an import', () => Fn.importValue('connection')],
  ])('is taken apart at deployment for the ARN of %s', (_, arnIn) => {
    const stack = newStack();
    const arn = arnIn(stack);
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', stack.resolve(arn)] }] });
    const url = ConnectionGitHttp.fromConnection({
      ...ofArn(stack, arn),
      connectionRef: { connectionArn: arn },
    } as never);
    expect(stack.resolve(url.url('my-org/app'))).toEqual({
      'Fn::Join': [
        '',
        [
          'https://',
          part(2),
          '.',
          part(3),
          '.',
          { Ref: 'AWS::URLSuffix' },
          '/git-http/',
          part(4),
          '/',
          part(3),
          '/',
          { 'Fn::Select': [1, { 'Fn::Split': ['/', stack.resolve(arn)] }] },
          '/my-org/app.git',
        ],
      ],
    });
  });

  test('is the same for a connection and for its wait, but comes after the handshake there', () => {
    const stack = newStack();
    const connection = new Connection(stack, 'Git', { providerType: ProviderType.GITHUB });
    const ready = new AvailableConnection(stack, 'Ready', { connection });
    expect(JSON.stringify(stack.resolve(connection.gitHttpUrl('my-org/app')))).toContain('"Fn::GetAtt":["Git');
    expect(JSON.stringify(stack.resolve(ready.gitHttpUrl('my-org/app')))).toContain('"Fn::GetAtt":["Ready');
  });

  test('keeps the parts of an ARN that are tokens', () => {
    const stack = new Stack(new App(), 'Stack');
    const id = new CfnParameter(stack, 'Id').valueAsString;
    const arn = `arn:aws:codeconnections:${Aws.REGION}:${Aws.ACCOUNT_ID}:connection/${id}`;
    const region = { Ref: 'AWS::Region' };
    expect(stack.resolve(ofArn(stack, arn).gitHttpUrl('my-org/app'))).toEqual({
      'Fn::Join': [
        '',
        [
          'https://codeconnections.',
          region,
          '.amazonaws.com/git-http/',
          { Ref: 'AWS::AccountId' },
          '/',
          region,
          '/',
          { Ref: 'Id' },
          '/my-org/app.git',
        ],
      ],
    });
  });

  test.each([
    'my-org',
    'my-org/*',
    'https://github.com/my-org/app',
    'my-org/app.git',
    'my-org/../app',
    '/app',
    '',
    undefined,
    ['my-org/app'],
  ])('is refused for the repository %j', (repository) => {
    const connection = ofArn(newStack(), CONNECTION_ARN);
    expect(codeOf(() => connection.gitHttpUrl(repository as string))).toBe(ErrorCode.INVALID_REPOSITORY);
  });

  test('may have subgroups where the provider has them', () => {
    const stack = newStack();
    const at = (providerType: ProviderType) =>
      Connection.fromConnectionAttributes(stack, providerType.value, { connectionArn: CONNECTION_ARN, providerType });
    expect(at(ProviderType.GITLAB).gitHttpUrl('group/subgroup/app')).toMatch(/\/group\/subgroup\/app\.git$/);
    expect(codeOf(() => at(ProviderType.GITHUB).gitHttpUrl('group/subgroup/app'))).toBe(ErrorCode.INVALID_REPOSITORY);
  });
});

describe('the permission to read repositories', () => {
  test('is for these repositories, for reading, under both prefixes', () => {
    const stack = newStack();
    ofArn(stack, CONNECTION_ARN).grants.readRepositories(newRole(stack), ['my-org/app', 'my-org/lib']);
    expect(statements(stack)).toEqual(
      ['codeconnections', 'codestar-connections'].map((prefix) => ({
        Effect: 'Allow',
        Action: `${prefix}:UseConnection`,
        Resource: CONNECTION_ARN,
        Condition: {
          StringEqualsIfExists: {
            [`${prefix}:FullRepositoryId`]: ['my-org/app', 'my-org/lib'],
            [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
          },
        },
      })),
    );
  });

  test.each<[unknown]>([
    [[]],
    [['my-org']],
    [['my-org/*']],
    [['https://github.com/my-org/app']],
    [undefined], // would allow all repositories
    ['my-org/app'],
    [[undefined]],
  ])('is refused for %j', (all) => {
    const stack = newStack();
    const grant = () => ofArn(stack, CONNECTION_ARN).grants.readRepositories(newRole(stack), all as string[]);
    expect(codeOf(grant)).toBe(ErrorCode.INVALID_RESTRICTION);
    expect(statements(stack)).toEqual([]);
  });
});
