import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/**
 * Options of the functions that this library creates: the function behind the custom resources of a stack, and the
 * function of a `SyncMonitor`.
 *
 * An option that is also in `FunctionOptions` of `aws-cdk-lib/aws-lambda` has the same name there.
 */
export interface CodeConnectionsFunctionOptions {
  /**
   * The VPC of the function. It needs a way to the AWS services that the function calls: a NAT gateway, or VPC endpoints.
   * The function is created after the whole VPC of the app, and deleted before it.
   *
   * @default - the function is not in a VPC
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the function in the VPC.
   *
   * @default - the private subnets of the VPC
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function in the VPC. They must allow outbound HTTPS.
   *
   * @default - a security group for each function, which allows all outbound traffic
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether the function may be in a public subnet, where it has no access to the internet, and needs VPC endpoints.
   *
   * @default false
   */
  readonly allowPublicSubnet?: boolean;

  /**
   * How long the log events of the function are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the log group when it is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the log group. A key of the app gets a statement in its key policy that allows CloudWatch Logs
   * of the Region to use it for this log group. The policy of an imported key must have such a statement already.
   *
   * @default - encrypted by CloudWatch Logs, with a key of AWS
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: IKeyRef;

  /**
   * The key that encrypts the environment of the function. The role of the function is allowed to decrypt with it. The
   * policy of a key of another account must allow the role, too.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   */
  readonly environmentEncryption?: IKeyRef;

  /**
   * The memory of the function in MB: a whole number from 128 to 10,240.
   *
   * @default - 128 for custom resources, 256 for a `SyncMonitor`
   */
  readonly memorySize?: number;

  /**
   * Whether AWS X-Ray traces the function.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;

  /**
   * The number of concurrent runs that are reserved for the function, which is also their maximum. Each wait of a stack
   * holds a run for as long as it waits, so the function behind custom resources needs at least one more than the stack
   * has waits. A `SyncMonitor` needs at least 1.
   *
   * @default - no reserved concurrency
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * The instruction set of the function.
   *
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;

  /**
   * The permissions boundary of the role that is created for the function. It must allow what the function needs.
   * `PermissionsBoundary.of(…)` of `aws-cdk-lib/aws-iam` applies to this role, too. Not together with `role`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The role of the function, instead of one that is created for it. `lambda.amazonaws.com` must be allowed to assume it.
   * Not together with `permissionsBoundary`.
   *
   * The permissions that the function needs are added as policies of the stack, with names of their own. A role that takes
   * no policies, such as one that is imported as immutable, must have these permissions already; a warning lists them.
   *
   * Several functions can share a role. IAM allows 10,240 characters for all inline policies of a role: a stack that only
   * waits for connections needs about 700 of them, a stack with every type of custom resource 5,300, a `SyncMonitor` 1,600,
   * and other options up to 500. Functions that share a role have the same permissions.
   *
   * @default - a role with the permissions that the function needs, and no others
   */
  readonly role?: IRole;
}
