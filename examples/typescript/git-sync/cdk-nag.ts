import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges the wildcards of this library that cdk-nag's AwsSolutions rules ask about, with the reason for each.
 *
 * @param scope a stack, or a construct, whose children alone are then acknowledged: the function of the waits is
 *   `stack.node.findChild('CodeConnectionsHandler')`
 * @param stackNames the stacks that Git sync deploys
 */
export function acknowledgeWildcards(scope: IConstruct, ...stackNames: string[]): void {
  // cdk-nag prints ARNs as they are in the template: with or without what is known at synth.
  const { partition, region, account } = Stack.of(scope);
  const printed = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const aws = `arn:${printed(partition, 'Partition')}`;
  const here = `${printed(region, 'Region')}:${printed(account, 'AccountId')}`;

  const reasons: Record<string, string> = {
    '*': 'the calls that list things, validate templates and know sync configurations take no resource',
    [`${aws}:events:${here}:rule/*`]:
      'Git sync chooses the names of its rules; a condition limits it to those that it manages',
  };
  for (const type of ['connection', 'host', 'repository-link']) {
    reasons[`${aws}:codeconnections:*:*:${type}/*`] = `one policy for each ${type} that the stack waits for or watches`;
    reasons[`${aws}:codestar-connections:*:*:${type}/*`] = 'the same, for ARNs of the old prefix';
  }
  reasons[`${aws}:codeconnections:${here}:connection/*`] =
    'the ARN of a new connection is not known; a condition limits it to those that the stack has made';
  for (const name of stackNames) {
    reasons[`${aws}:cloudformation:${here}:stack/${name}/*`] =
      'the last part of the ARN of a stack is known only when the stack exists';
  }
  for (const [resource, reason] of Object.entries(reasons)) {
    // Not by Validations.of(scope).acknowledge(): it takes no id with a second `::`, as in `<AWS::Partition>`.
    const id = `AwsSolutions-IAM5[Resource::${resource}]`;
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}
