import type { Stack } from 'aws-cdk-lib';
import { CfnHost, type IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AvailableHost, Connection, Host, type IHost, ProviderType } from '../../src';
import { arnOf, logicalId, newRole, newStack, only, statements } from '../fixtures';

const TYPE = 'Custom::CodeConnectionsAvailableHost';
const ENDPOINT = { providerType: ProviderType.GITHUB_ENTERPRISE_SERVER, providerEndpoint: 'https://git.example.com' };

const attribute = (stack: Stack, ready: AvailableHost, name: string) => ({
  'Fn::GetAtt': [logicalId(stack, ready), name],
});

test.each<[string, (stack: Stack) => IHostRef]>([
  ['a new host', (stack) => new Host(stack, 'Host', ENDPOINT)],
  ['an imported host', (stack) => Host.fromHostArn(stack, 'Host', arnOf('host/h-1'))],
  ['one of the older prefix', (stack) => Host.fromHostArn(stack, 'Host', arnOf('host/h-1', 'codestar-connections'))],
  ['an L1', (stack) => new CfnHost(stack, 'Host', { name: 'h', ...ENDPOINT, providerType: 'GitHubEnterpriseServer' })],
])('an AvailableHost waits for %s', (_, hostIn) => {
  const stack = newStack();
  const host = hostIn(stack);
  new AvailableHost(stack, 'Ready', { host });
  expect(only(stack, TYPE).Properties.HostArn).toEqual(stack.resolve(host.hostRef.hostArn));
});

test('an AvailableHost makes CloudFormation create a connection that uses it after the wait', () => {
  const stack = newStack();
  const host = new AvailableHost(stack, 'Ready', { host: new Host(stack, 'Host', ENDPOINT) });
  new Connection(stack, 'Connection', { host });
  expect(only(stack, 'AWS::CodeConnections::Connection').Properties.HostArn).toEqual(attribute(stack, host, 'HostArn'));
  expect(stack.resolve(host.hostStatus)).toEqual(attribute(stack, host, 'Status'));
});

test('an AvailableHost can be granted to a principal', () => {
  const stack = newStack();
  const host: IHost = new AvailableHost(stack, 'Ready', { host: new Host(stack, 'Host', ENDPOINT) });
  host.grants.read(newRole(stack));
  expect(JSON.stringify(statements(stack))).toContain(
    JSON.stringify(attribute(stack, host as AvailableHost, 'HostArn')),
  );
});

test('an AvailableHost has the network connections of its host', () => {
  const stack = newStack();
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const host = new AvailableHost(stack, 'Ready', { host: new Host(stack, 'Host', { ...ENDPOINT, vpc }) });
  host.connections.allowTo(new SecurityGroup(stack, 'Git', { vpc }), Port.HTTPS);
  expect(only(stack, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({ FromPort: 443, ToPort: 443 });
});

test('an AvailableHost for an L1 refuses network connections, because its security groups are unknown', () => {
  const stack = newStack();
  const cfnHost = new CfnHost(stack, 'Host', { name: 'h', ...ENDPOINT, providerType: 'GitHubEnterpriseServer' });
  const host = new AvailableHost(stack, 'Ready', { host: cfnHost });
  expect(() => host.connections).toThrow('the security groups of this host are not known');
});
