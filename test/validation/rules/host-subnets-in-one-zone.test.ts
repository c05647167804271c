process.env.CDK_VALIDATION = 'false';

import { App, CfnParameter, Lazy } from 'aws-cdk-lib';
import { CfnSubnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ACCOUNT, ENV, host, validatedStack, violations, vpcConfiguration } from '../fixtures';

test('a host cannot have two subnets in one zone', () => {
  const stack = validatedStack();
  const subnet = (id: string, availabilityZone: string) =>
    new CfnSubnet(stack, id, { vpcId: 'vpc-1', availabilityZone }).ref;
  const subnetIds = [subnet('A', 'eu-west-1a'), subnet('B', 'eu-west-1b'), subnet('C', 'eu-west-1a'), 'subnet-9'];
  host(stack, 'Host', { vpcConfiguration: vpcConfiguration('vpc-1', subnetIds) });
  expect(violations(stack)).toEqual([
    "[Stack/Host] the subnets of a host must be in different Availability Zones, got 'Stack/A' and 'Stack/C' in 'eu-west-1a'; select one subnet in each zone",
  ]);
});

test.each([
  ['known', { env: ENV }],
  ['not known', {}],
])('a host may have one subnet in each zone if the environment is %s', (_, props) => {
  const stack = validatedStack(new App(), 'Stack', props);
  const vpc = new Vpc(stack, 'Vpc');
  host(stack, 'Host', { vpcConfiguration: vpcConfiguration(vpc.vpcId, vpc.selectSubnets().subnetIds) });
  expect(violations(stack)).toEqual([]);
});

test.each([
  ['known', { env: ENV }],
  ['not known', {}],
])('a host cannot have all subnets of a VPC if the environment is %s', (_, props) => {
  const context = { [`availability-zones:account=${ACCOUNT}:region=${ENV.region}`]: ['eu-west-1a', 'eu-west-1b'] };
  const stack = validatedStack(new App({ context }), 'Stack', props);
  const vpc = new Vpc(stack, 'Vpc');
  const subnetIds = [...vpc.publicSubnets, ...vpc.privateSubnets].map(({ subnetId }) => subnetId);
  host(stack, 'Host', { vpcConfiguration: vpcConfiguration(vpc.vpcId, subnetIds) });
  expect(violations(stack)).toEqual([expect.stringContaining('must be in different Availability Zones')]);
});

test('a host may have a network that is known only at deployment', () => {
  const stack = validatedStack();
  const subnetIds = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' }).valueAsList;
  host(stack, 'List', { vpcConfiguration: vpcConfiguration('vpc-1', subnetIds) });
  host(stack, 'Lazy', { vpcConfiguration: Lazy.any({ produce: () => vpcConfiguration('vpc-2') }) });
  expect(violations(stack)).toEqual([]);
});
