import { type Stack, Validations } from 'aws-cdk-lib';

/** The wildcards that cdk-nag's AwsSolutions rules ask about in this stack, and why they are as they should be. */
const WILDCARDS = {
  'arn:<AWS::Partition>:codeconnections:*:*:connection/*':
    'the handler reads the status of every connection that the stack waits for, and nothing else',
  'arn:<AWS::Partition>:codestar-connections:*:*:connection/*': 'the same, for ARNs of the old prefix',
  'arn:<AWS::Partition>:cloudformation:us-east-1:123456789012:stack/prod/*':
    'the last part of a stack ARN is known only when the stack exists',
  'arn:<AWS::Partition>:events:us-east-1:123456789012:rule/*':
    'Git sync chooses the names of its rules; a condition limits it to those that it manages',
  '*': 'ListStacks, ValidateTemplate and the calls that resolve sync blockers know no resource',
};

export function acknowledgeWildcards(stack: Stack): void {
  for (const [resource, reason] of Object.entries(WILDCARDS)) {
    // Not by Validations.of(stack).acknowledge(): it takes no id with `::` inside an ARN.
    const id = `AwsSolutions-IAM5[Resource::${resource}]`;
    stack.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}
