import { type InjectionContext, type IPropertyInjector, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { Host, type HostProps, ProviderType } from '../../src';
import { ACCOUNT, arnOf, lazy, lengths, logicalId, newStack, only, REGION, token } from '../fixtures';

const TYPE = 'AWS::CodeConnections::Host';
const GHES = { providerType: ProviderType.GITHUB_ENTERPRISE_SERVER, providerEndpoint: 'https://ghes.example.com' };
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const vpcIn = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
const refs = (stack: Stack, constructs: Construct[]) => constructs.map((c) => ({ Ref: logicalId(stack, c) }));
const network = (stack: Stack) => only(stack, TYPE).Properties.VpcConfiguration as Record<string, unknown>;

describe('the CloudFormation resource of a Host', () => {
  test('has the name, the provider, its endpoint and the tags', () => {
    const stack = newStack();
    new Host(stack, 'Host', { hostName: 'ghes', ...GHES, tags: { team: 'infra' } });
    expect(only(stack, TYPE).Properties).toEqual({
      Name: 'ghes',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://ghes.example.com',
      Tags: [{ Key: 'team', Value: 'infra' }],
    });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('has a generated name that ends in 8 characters of the stack id', () => {
    const stack = newStack();
    new Host(stack, 'Host', GHES);
    expect(only(stack, TYPE).Properties.Name).toEqual({
      'Fn::Join': ['', ['Stack-Host-', { 'Fn::Select': [0, expect.anything()] }]],
    });
  });

  test('provides the attributes of CloudFormation', () => {
    const stack = newStack();
    const host = new Host(stack, 'Host', { hostName: 'ghes', ...GHES });
    const attribute = (name: string) => ({ 'Fn::GetAtt': [logicalId(stack, host), name] });
    expect(stack.resolve(host.hostArn)).toEqual(attribute('HostArn'));
    expect(stack.resolve(host.hostRef)).toEqual({ hostArn: attribute('HostArn') });
    expect(stack.resolve(host.hostId)).toEqual(attribute('HostId'));
    expect(stack.resolve(host.hostStatus)).toEqual(attribute('Status'));
    expect(host.hostName).toBe('ghes');
  });

  test('uses the default props of a property injector', () => {
    class Names implements IPropertyInjector {
      public readonly constructUniqueId = Host.PROPERTY_INJECTION_ID;
      public inject(originalProps: object, _context: InjectionContext): object {
        return { hostName: 'injected', ...originalProps };
      }
    }
    const stack = newStack('Stack', { propertyInjectors: [new Names()] });
    new Host(stack, 'Host', GHES);
    expect(only(stack, TYPE).Properties).toMatchObject({ Name: 'injected' });
  });
});

describe('a Host in a VPC', () => {
  test('uses the private subnets and a new security group by default', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new Host(stack, 'Host', { ...GHES, vpc });
    const groupId = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'))[0];
    expect(network(stack)).toEqual({
      VpcId: { Ref: logicalId(stack, vpc) },
      SubnetIds: refs(stack, vpc.privateSubnets),
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Network interfaces of the host Stack/Host',
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' })],
      SecurityGroupIngress: Match.absent(),
    });
  });

  test('uses one private subnet of each Availability Zone, even if there are more', () => {
    const stack = newStack();
    const subnetType = ec2.SubnetType.PRIVATE_WITH_EGRESS;
    const subnetConfiguration = [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'a', subnetType },
      { name: 'b', subnetType },
    ];
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration });
    new Host(stack, 'Host', { ...GHES, vpc });
    expect(network(stack).SubnetIds).toEqual(refs(stack, vpc.privateSubnets.slice(0, 2)));
    expect(vpc.privateSubnets).toHaveLength(4);
  });

  test('uses the given subnets, security groups and certificate', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    const groups = ['sg-1', 'sg-2'].map((id) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, id));
    new Host(stack, 'Host', {
      ...GHES,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      securityGroups: groups,
      tlsCertificate: CERTIFICATE,
    });
    expect(network(stack)).toEqual({
      VpcId: { Ref: logicalId(stack, vpc) },
      SubnetIds: refs(stack, vpc.publicSubnets),
      SecurityGroupIds: ['sg-1', 'sg-2'],
      TlsCertificate: CERTIFICATE,
    });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('has the network connections of its security groups', () => {
    const stack = newStack();
    const host = new Host(stack, 'Host', { ...GHES, vpc: vpcIn(stack) });
    host.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(443));
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/8', FromPort: 443, ToPort: 443 }),
    ]);
  });
});

test.each([
  [undefined, 'RetainExceptOnCreate', 'Retain'],
  [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
])(
  'the removal policy %s makes the deletion policy %s of host and security group',
  (removalPolicy, deletion, replace) => {
    const stack = newStack();
    new Host(stack, 'Host', { ...GHES, vpc: vpcIn(stack), ...(removalPolicy && { removalPolicy }) });
    for (const type of [TYPE, 'AWS::EC2::SecurityGroup']) {
      expect(only(stack, type)).toMatchObject({ DeletionPolicy: deletion, UpdateReplacePolicy: replace });
    }
  },
);

describe('a Host with props out of bounds', () => {
  const make = (props: Partial<HostProps>) => () => new Host(newStack(), 'Host', { ...GHES, ...props });
  const makeInVpc = (props: (stack: Stack) => Partial<HostProps>) => () => {
    const stack = newStack('Stack', {}); // without a look-up of zones: nothing is refused while one is missing
    return new Host(stack, 'Host', { ...GHES, vpc: vpcIn(stack), ...props(stack) });
  };

  test.each([
    ...lengths(1, 64).map((bound) => ['hostName', 1, 64, ...bound] as const),
    ...lengths(1, 512).map((bound) => ['providerEndpoint', 1, 512, ...bound] as const),
  ])("'%s' must have %i to %i characters: %i characters are accepted: %s", (name, min, max, length, taken) => {
    const made = make({ [name]: 'n'.repeat(length) });
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'${name}' must have ${min} to ${max} characters, got ${length}`);
  });

  test.each(lengths(1, 16_384))('with a certificate of %i characters is accepted: %s', (length, taken) => {
    const made = makeInVpc(() => ({ tlsCertificate: 'n'.repeat(length) }));
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'tlsCertificate' must have 1 to 16384 characters, got ${length}`);
  });

  test.each(lengths(1, 10))('with %i security groups is accepted: %s', (count, taken) => {
    const made = makeInVpc((stack) => ({
      securityGroups: Array.from({ length: count }, (_, i) =>
        ec2.SecurityGroup.fromSecurityGroupId(stack, `sg-${i}`, `sg-${i}`),
      ),
    }));
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'securityGroups' must have 1 to 10 entries, got ${count}`);
  });

  test.each(lengths(1, 10).filter(([count]) => count > 0))('with %i subnets is accepted: %s', (count, taken) => {
    const made = makeInVpc((stack) => ({
      vpcSubnets: {
        subnets: Array.from({ length: count }, (_, i) => ec2.Subnet.fromSubnetId(stack, `subnet-${i}`, `subnet-${i}`)),
      },
    }));
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'vpcSubnets' must have 1 to 10 entries, got ${count}`);
  });

  test.each([
    [{ vpcSubnets: {} }, "'vpcSubnets'"],
    [{ securityGroups: [] }, "'securityGroups'"],
    [{ tlsCertificate: CERTIFICATE, vpcSubnets: {} }, "'vpcSubnets', 'tlsCertificate'"],
  ])('is refused with props that need a VPC, without a VPC: %j', (props, named) => {
    expect(make(props)).toThrow(`a host with ${named} needs a 'vpc', got none`);
  });

  test('is refused with a name of two lines', () => {
    expect(make({ hostName: 'a\nb' })).toThrow(/'hostName' must be a single line, got "a\\nb"/);
  });

  test('is accepted with tokens', () => {
    const stack = newStack();
    const hostName = token(stack);
    new Host(stack, 'A', { ...GHES, hostName, providerEndpoint: lazy(), vpc: vpcIn(stack), tlsCertificate: lazy() });
    Template.fromStack(stack).resourceCountIs(TYPE, 1);
  });
});

describe('an imported host', () => {
  test.each(['codeconnections', 'codestar-connections'])(
    'has the ARN, and the environment of the ARN: %s',
    (prefix) => {
      const arn = `arn:aws:${prefix}:us-east-1:999999999999:host/ghes-28aef605`;
      const host = Host.fromHostArn(newStack(), 'Host', arn);
      expect(host.hostArn).toBe(arn);
      expect(host.hostRef).toEqual({ hostArn: arn });
      expect(host.env).toEqual({ account: '999999999999', region: 'us-east-1' });
    },
  );

  test('is refused with an ARN that is not of a host', () => {
    const arn = arnOf('connection/1');
    expect(() => Host.fromHostArn(newStack(), 'Host', arn)).toThrow(
      `the ARN of a host must look like arn:<partition>:<codeconnections or codestar-connections>:<region>:<account>:host/<id>, got "${arn}"`,
    );
  });

  test('is accepted with an ARN that is known only at deployment', () => {
    const stack = newStack();
    expect(stack.resolve(Host.fromHostArn(stack, 'Host', token(stack)).hostArn)).toEqual({ Ref: 'Parameter' });
  });

  test('has network connections if its security groups are given', () => {
    const stack = newStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const host = Host.fromHostAttributes(stack, 'Host', { hostArn: arnOf('host/ghes-1'), securityGroups: [group] });
    expect(host.env).toEqual({ account: ACCOUNT, region: REGION });
    host.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(443));
    expect(only(stack, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({ GroupId: 'sg-1', FromPort: 443 });
  });
});

test.each<[string, (stack: Stack) => ec2.IConnectable]>([
  ['without a VPC', (stack) => new Host(stack, 'Host', GHES)],
  ['imported without its security groups', (stack) => Host.fromHostArn(stack, 'Host', arnOf('host/ghes-1'))],
])('reading the connections of a host %s fails with a remedy', (_, hostIn) => {
  const host = hostIn(newStack());
  expect(() => host.connections).toThrow(
    "give it a 'vpc', or import it by Host.fromHostAttributes with its 'securityGroups'",
  );
});
