process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { App, CfnParameter, type CfnResource, Lazy, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const UUID = '11111111-2222-3333-4444-555555555555';

export const arnOf = (resource: string, prefix = 'codeconnections') =>
  `arn:aws:${prefix}:${REGION}:${ACCOUNT}:${resource}`;

export function newStack(id = 'Stack', props: StackProps = { env: { account: ACCOUNT, region: REGION } }): Stack {
  return new Stack(new App(), id, props);
}

/** A string that is known only at deployment. */
export const token = (scope: Construct): string => new CfnParameter(scope, 'Parameter').valueAsString;

/** A string that is known only at synth, and too long for anything by then. */
export const lazy = (): string => Lazy.string({ produce: () => 'x'.repeat(20_000) });

/** Lengths around the bounds of a string, and whether each is accepted. */
export const lengths = (min: number, max: number): [length: number, accepted: boolean][] =>
  [
    [min - 1, false],
    [min, true],
    [max, true],
    [max + 1, false],
  ].filter((entry): entry is [number, boolean] => (entry[0] as number) >= 0);

/** The only resource of a type in the template, as it is there. */
export function only(stack: Stack, type: string): Record<string, unknown> & { Properties: Record<string, unknown> } {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0] as ReturnType<typeof only>;
}

/** The statements of all policies in the template. */
export function statements(stack: Stack): unknown[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap((policy) => policy.Properties.PolicyDocument.Statement);
}

export const logicalId = (stack: Stack, construct: Construct): string =>
  stack.getLogicalId(construct.node.defaultChild as CfnResource);

/** An attribute of the resource of a construct, as the template refers to it. */
export const attributeOf = (stack: Stack, construct: Construct, name: string) => ({
  'Fn::GetAtt': [logicalId(stack, construct), name],
});

/** The ARNs of all resources of a type, under both prefixes of the service. */
export const everyArn = (resource: string) =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:*:${resource}/*`]],
  }));

/** Expects that a construct is created, or refused with a message. */
export const expectAccepted = (create: () => unknown, accepted: boolean, message: string) =>
  accepted ? expect(create).not.toThrow() : expect(create).toThrow(message);

export const newRole = (stack: Stack): iam.Role =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });

/** Every kind of grantee. */
export const GRANTEES: Record<string, (stack: Stack) => iam.IGrantable> = {
  'a role': newRole,
  'an imported role': (stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/imported`),
  'a user': (stack) => new iam.User(stack, 'User'),
  'a group': (stack) => new iam.Group(stack, 'Group'),
};

/** The actions under both prefixes of the service, as a policy lists them. */
export const both = (...actions: string[]): string[] =>
  ['codeconnections', 'codestar-connections'].flatMap((prefix) => actions.map((action) => `${prefix}:${action}`));

/** Every kind of topic. */
export const TOPICS: [name: string, make: (stack: Stack) => sns.ITopicRef][] = [
  ['a topic', (stack) => new sns.Topic(stack, 'Any')],
  ['an imported topic', (stack) => sns.Topic.fromTopicArn(stack, 'Any', `arn:aws:sns:${REGION}:${ACCOUNT}:git`)],
  ['an L1', (stack) => new sns.CfnTopic(stack, 'Any')],
];

/** The code of the error that something throws: the kind of it, whatever its words. */
export function codeOf(fails: () => unknown): string | undefined {
  try {
    fails();
  } catch (error) {
    return (error as Error).name;
  }
  return undefined;
}
