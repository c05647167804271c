process.env.CDK_VALIDATION = 'false';

import { App, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Host, ProviderType } from '../../../src';

const ID = 'cdk-codeconnections:hostOutlivesItsVpc';

/** The paths of the hosts that are warned of. */
function warned(removalPolicy?: RemovalPolicy, vpcOf: (stack: Stack) => Vpc = (stack) => new Vpc(stack, 'Vpc')) {
  const stack = new Stack(new App(), 'Stack');
  new Host(stack, 'Host', {
    providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
    providerEndpoint: 'https://git.example.com',
    vpc: vpcOf(stack),
    ...(removalPolicy && { removalPolicy }),
  });
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(ID))
    .map(({ id }) => id);
}

const withVpc = (retain: (vpc: Vpc) => void) => (stack: Stack) => {
  const vpc = new Vpc(stack, 'Vpc');
  retain(vpc);
  return vpc;
};

test.each([
  ['by default', undefined],
  ['with RETAIN', RemovalPolicy.RETAIN],
])('a host that is retained %s is warned of if its VPC goes with the stack', (_, policy) => {
  expect(warned(policy)).toEqual(['/Stack/Host/Resource']);
});

test('a host that is retained is warned of if its subnets go with the stack', () => {
  expect(
    warned(
      undefined,
      withVpc((vpc) => vpc.applyRemovalPolicy(RemovalPolicy.RETAIN)),
    ),
  ).toEqual(['/Stack/Host/Resource']);
});

test.each([
  ['the host goes with the stack, too', RemovalPolicy.DESTROY, undefined],
  ['the VPC is retained with its subnets', undefined, withVpc((vpc) => RemovalPolicies.of(vpc).retain())],
  ['the VPC is in another stack', undefined, (stack: Stack) => new Vpc(new Stack(stack.node.root, 'Network'), 'Vpc')],
])('there is no warning if %s', (_, policy, vpcOf) => {
  expect(warned(policy, vpcOf)).toEqual([]);
});
