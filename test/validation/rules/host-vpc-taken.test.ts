process.env.CDK_VALIDATION = 'false';

import { App, CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { hostVpcTaken as rule } from '../../../src/validation/rules/host-vpc-taken';
import { found, host, validatedStack, violations, vpcConfiguration } from '../fixtures';

test('hosts cannot share a VPC that is a resource of the app, also when another stack has it', () => {
  const app = new App();
  const stack = validatedStack(app, 'A', {});
  const vpcId = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }).ref;
  host(stack, 'First', { vpcConfiguration: vpcConfiguration(vpcId) });
  host(validatedStack(app, 'B', {}), 'Second', { vpcConfiguration: vpcConfiguration(vpcId) });
  expect(violations(app)).toEqual([
    "[B/Second] a VPC can have only one host, and 'A/First' is already in the same one; use that host, or put this one in another VPC",
  ]);
});

test('hosts may be in different VPCs, known or not', () => {
  const stack = validatedStack();
  for (const id of ['A', 'B']) {
    const vpcId = new CfnVPC(stack, `Vpc${id}`, { cidrBlock: '10.0.0.0/16' }).ref;
    host(stack, `Resource${id}`, { vpcConfiguration: vpcConfiguration(vpcId) });
    host(stack, `Literal${id}`, { vpcConfiguration: vpcConfiguration(`vpc-${id}`) });
    host(stack, `Import${id}`, { vpcConfiguration: vpcConfiguration(Fn.importValue(id)) });
  }
  expect(violations(stack)).toEqual([]);
});

test('hosts cannot share a VPC across stacks of one account and Region', () => {
  const app = new App();
  for (const id of ['A', 'B'])
    host(validatedStack(app, id), `Host${id}`, { vpcConfiguration: vpcConfiguration('vpc-1') });
  expect(violations(app)).toEqual([
    expect.stringMatching("^\\[B/HostB\\] a VPC can have only one host, and 'A/HostA' is already in 'vpc-1'"),
  ]);
});

test('hosts may share a VPC if conditions decide which of them is created', () => {
  const stack = validatedStack();
  for (const id of ['A', 'B']) {
    const props = { vpcConfiguration: vpcConfiguration('vpc-1') };
    host(stack, id, props).cfnOptions.condition = new CfnCondition(stack, `Is${id}`);
  }
  expect(found(rule, stack)).toEqual([]);
});
