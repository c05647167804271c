import { App, CfnCondition, CfnParameter, Fn, Lazy, NestedStack, Stage } from 'aws-cdk-lib';
import { CfnSubnet, CfnVPC, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ACCOUNT, ENV, host, OTHER_ACCOUNT, validatedStack, violations } from './fixtures';

process.env.CDK_VALIDATION = 'false';

const vpcConfiguration = (vpcId: string, subnetIds: string[] = ['subnet-1']) => ({
  vpcId,
  subnetIds,
  securityGroupIds: ['sg-1'],
});

describe('hosts', () => {
  test.each(['AzureDevOps', 'Bitbucket', 'GitHub', 'GitLab'])('cannot be for %s', (providerType) => {
    const stack = validatedStack();
    host(stack, 'Host', { providerType });
    expect(violations(stack)).toEqual([
      `'Stack/Host': a host is for a provider that you run yourself (GitHubEnterpriseServer or GitLabSelfManaged), got the provider type '${providerType}'; remove the host and give the connection this provider type`,
    ]);
  });

  test.each(['GitHubEnterpriseServer', 'GitLabSelfManaged', 'ForgejoSelfManaged'])('can be for %s', (providerType) => {
    const stack = validatedStack();
    host(stack, 'Host', { providerType });
    expect(violations(stack)).toEqual([]);
  });

  test('of a provider type that is known only at deployment pass', () => {
    const stack = validatedStack();
    host(stack, 'Host', { providerType: new CfnParameter(stack, 'Provider').valueAsString });
    expect(violations(stack)).toEqual([]);
  });

  test.each([
    'https://git.example.com',
    'https://git.example.com/',
    'HTTPS://Git.Example.COM',
    'https://git.example.com:443/',
  ])('cannot share a URL, spelled %s', (providerEndpoint) => {
    const stack = validatedStack();
    host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
    host(stack, 'B', { providerEndpoint });
    expect(violations(stack)).toEqual([
      `'Stack/B': a URL can have one host in an account and Region, and 'Stack/A' has '${providerEndpoint}' already; use that host, or set the URL of another provider`,
    ]);
  });

  test.each(['https://git.example.com:8443', 'https://git2.example.com', 'https://git.example.com/two', 'not a URL'])(
    'may have different URLs: %s',
    (providerEndpoint) => {
      const stack = validatedStack();
      host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
      host(stack, 'B', { providerEndpoint });
      expect(violations(stack)).toEqual([]);
    },
  );

  test('cannot share a URL or a VPC over stacks of one account and Region', () => {
    const app = new App();
    host(validatedStack(app, 'A'), 'Host', { vpcConfiguration: vpcConfiguration('vpc-1') });
    host(validatedStack(app, 'B'), 'Host', { vpcConfiguration: vpcConfiguration('vpc-1') });
    expect(violations(app)).toEqual([
      expect.stringMatching("^'B/Host': a URL can have one host .* 'A/Host' has 'https://host.example.com'"),
      expect.stringMatching("^'B/Host': a VPC can have one host, and 'A/Host' is in 'vpc-1' already"),
    ]);
  });

  test('may share a URL over accounts, Regions, Stages, and stacks whose environment is not known', () => {
    const app = new App();
    host(validatedStack(app, 'A'));
    host(validatedStack(app, 'B', { env: { account: OTHER_ACCOUNT, region: ENV.region } }));
    host(validatedStack(app, 'C', { env: { account: ACCOUNT, region: 'us-east-1' } }));
    host(validatedStack(app, 'D', {}));
    host(validatedStack(app, 'E', {}));
    host(validatedStack(new Stage(app, 'Stage'), 'F'));
    expect(violations(app)).toEqual([]);
  });

  test('cannot share a URL over the nested stacks of a stack whose environment is not known', () => {
    const stack = validatedStack(new App(), 'Stack', {});
    host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
    host(new NestedStack(stack, 'Nested'), 'B', { providerEndpoint: 'https://git.example.com' });
    expect(violations(stack)).toEqual([expect.stringContaining("'Stack/A' has 'https://git.example.com'")]);
  });

  test('cannot share a VPC that is a resource of the app, also when another stack has it', () => {
    const app = new App();
    const stack = validatedStack(app, 'A', {});
    const vpcId = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }).ref;
    host(stack, 'First', { vpcConfiguration: vpcConfiguration(vpcId) });
    host(validatedStack(app, 'B', {}), 'Second', { vpcConfiguration: vpcConfiguration(vpcId) });
    expect(violations(app)).toEqual([
      "'B/Second': a VPC can have one host, and 'A/First' is in the same one already; use that host, or put this one in another VPC",
    ]);
  });

  test('may be in different VPCs, known or not', () => {
    const stack = validatedStack();
    for (const id of ['A', 'B']) {
      const vpcId = new CfnVPC(stack, `Vpc${id}`, { cidrBlock: '10.0.0.0/16' }).ref;
      host(stack, `Resource${id}`, { vpcConfiguration: vpcConfiguration(vpcId) });
      host(stack, `Literal${id}`, { vpcConfiguration: vpcConfiguration(`vpc-${id}`) });
      host(stack, `Import${id}`, { vpcConfiguration: vpcConfiguration(Fn.importValue(id)) });
    }
    expect(violations(stack)).toEqual([]);
  });

  test('may share a URL and a VPC when conditions decide which of them is created', () => {
    const stack = validatedStack();
    const props = { providerEndpoint: 'https://git.example.com', vpcConfiguration: vpcConfiguration('vpc-1') };
    for (const id of ['A', 'B']) {
      host(stack, id, props).cfnOptions.condition = new CfnCondition(stack, `Is${id}`);
    }
    expect(violations(stack)).toEqual([]);
  });

  test('cannot have two subnets in one zone', () => {
    const stack = validatedStack();
    const subnet = (id: string, availabilityZone: string) =>
      new CfnSubnet(stack, id, { vpcId: 'vpc-1', availabilityZone }).ref;
    const subnetIds = [subnet('A', 'eu-west-1a'), subnet('B', 'eu-west-1b'), subnet('C', 'eu-west-1a'), 'subnet-9'];
    host(stack, 'Host', { vpcConfiguration: vpcConfiguration('vpc-1', subnetIds) });
    expect(violations(stack)).toEqual([
      "'Stack/Host': the subnets of a host must be in different Availability Zones, got 'Stack/A' and 'Stack/C' in 'eu-west-1a'; select one subnet for each zone",
    ]);
  });

  test.each([
    ['known', { env: ENV }],
    ['not known', {}],
  ])('may have a subnet for each zone: environment %s', (_, props) => {
    const stack = validatedStack(new App(), 'Stack', props);
    const vpc = new Vpc(stack, 'Vpc');
    host(stack, 'Host', { vpcConfiguration: vpcConfiguration(vpc.vpcId, vpc.selectSubnets().subnetIds) });
    expect(violations(stack)).toEqual([]);
  });

  test.each([
    ['known', { env: ENV }],
    ['not known', {}],
  ])('cannot have all subnets of a VPC: environment %s', (_, props) => {
    const stack = validatedStack(new App(), 'Stack', props);
    const vpc = new Vpc(stack, 'Vpc');
    const subnetIds = [...vpc.publicSubnets, ...vpc.privateSubnets].map(({ subnetId }) => subnetId);
    host(stack, 'Host', { vpcConfiguration: vpcConfiguration(vpc.vpcId, subnetIds) });
    expect(violations(stack)).toEqual([expect.stringContaining('must be in different Availability Zones')]);
  });

  test('pass when their network is known only at deployment', () => {
    const stack = validatedStack();
    const subnetIds = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' }).valueAsList;
    host(stack, 'List', { vpcConfiguration: vpcConfiguration('vpc-1', subnetIds) });
    host(stack, 'Lazy', { vpcConfiguration: Lazy.any({ produce: () => vpcConfiguration('vpc-2') }) });
    expect(violations(stack)).toEqual([]);
  });
});
