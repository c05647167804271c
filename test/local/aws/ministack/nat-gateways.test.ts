import { awsRequest } from '../../../../local/aws/aws-request';
import { useStacks } from './local-stacks';

const { aws, stacks } = useStacks();

const ec2 = (Action: string) =>
  awsRequest<string>(aws.env, { service: 'ec2', parameters: { Action, Version: '2016-11-15' } });

/** What the public subnets of a VPC of CDK have. */
const network = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
  Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
  Gateway: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { SubnetId: { Ref: 'Subnet' }, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
  },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
  Route: {
    Type: 'AWS::EC2::Route',
    Properties: {
      RouteTableId: { Ref: 'Table' },
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: { Ref: 'Gateway' },
    },
  },
};

test('a stack has a NAT gateway with an address, and both go with it', async () => {
  const { Address, Gateway } = await stacks.create('network', {
    Resources: network,
    Outputs: { Address: { Value: { Ref: 'Address' } }, Gateway: { Value: { Ref: 'Gateway' } } },
  });
  expect(await ec2('DescribeAddresses')).toContain(Address);
  expect(await ec2('DescribeNatGateways')).toContain(Gateway);
  expect(await ec2('DescribeRouteTables')).toContain(Gateway);

  await stacks.delete('network');
  expect(await ec2('DescribeAddresses')).not.toContain(Address);
  expect(await ec2('DescribeNatGateways')).not.toMatch(/<state>available/);
});

test('a NAT gateway in a subnet that does not exist is refused', async () => {
  const { Gateway } = network;
  const Resources = { Gateway: { ...Gateway, Properties: { SubnetId: 'subnet-none', ConnectivityType: 'private' } } };
  expect(await stacks.failure('CreateStack', 'nowhere', { Resources })).toContain("'subnet-none' does not exist");
});
