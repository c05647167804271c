import { ArnFormat, Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKeyRef, KeyGrants } from 'aws-cdk-lib/aws-kms';
import type { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';

const ACTIONS = ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

/**
 * Allows CloudWatch Logs to use a key for a log group, if the key belongs to the app.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function allowLogs(key: IKeyRef, logGroup: LogGroup): void {
  const { region } = Stack.of(logGroup);
  const conditions = { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arnPatternOf(logGroup) } };
  const principal = new ServicePrincipal(`logs.${region}.${Aws.URL_SUFFIX}`, { conditions });
  KeyGrants.fromKey(key).actions(principal, ...ACTIONS);
}

/** A pattern of the generated name, since the log group refers to the key: the key cannot refer to the log group. */
function arnPatternOf(logGroup: LogGroup): string {
  const stack = Stack.of(logGroup);
  const resource = logGroup.node.defaultChild as CfnLogGroup;
  const generated = () => (Token.isUnresolved(stack.stackName) ? '*' : `${stack.stackName}-${resource.logicalId}-*`);
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: Lazy.string({ produce: () => stack.resolve(resource.logGroupName) ?? generated() }),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
