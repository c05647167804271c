import { Names, Resource, Stack, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkEach, checkNotEmpty, checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { checkReference } from '../../private/references';
import { attachStageValidator } from '../../validation';
import { prefixOf } from '../../validation/connections';
import { checkRegion } from '../consumer';

/** The Region from which all connections are shared. */
const SHARING_REGION = 'us-east-1';

const PRINCIPAL = {
  pattern: /^(\d{12}|arn:[\w-]+:organizations::\d{12}:(organization\/o-\w+|ou\/o-\w+\/ou-[\w-]+))$/,
  form: 'an account id, or the ARN of an organization or an organizational unit',
};

/** Properties of a `ConnectionShare`. */
export interface ConnectionShareProps {
  /** The connections to share, at least one. Their ARNs must have the prefix `codeconnections`. */
  readonly connections: IConnectionRef[];

  /**
   * The principals to share the connections with, at least one: ids of accounts, ARNs of organizational units, or the
   * ARN of the organization.
   */
  readonly principals: string[];

  /**
   * Whether to allow accounts outside the organization as principals. They must accept an invitation.
   *
   * @default false - only accounts in the organization
   */
  readonly allowExternalPrincipals?: boolean;

  /**
   * The name of the share.
   *
   * @default - generated from the construct's path
   */
  readonly resourceShareName?: string;
}

/**
 * Shares connections with other accounts, which import them with `Connection.fromConnectionArn`.
 *
 * The stack must be in us-east-1, from where AWS shares the connections of all Regions. Pipelines and builds can use a
 * shared connection, Git sync cannot.
 *
 * @resource AWS::RAM::ResourceShare
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-share.html
 */
@propertyInjectable
export class ConnectionShare extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.ConnectionShare';

  /**
   * The ARN of the share.
   *
   * @attribute
   */
  public readonly resourceShareArn: string;

  /**
   * @throws when the stack is not in us-east-1, a connection has the old prefix or is in an opt-in Region, or a
   * principal is not valid
   */
  constructor(scope: Construct, id: string, props: ConnectionShareProps) {
    super(scope, id);
    attachStageValidator(this);
    for (const connection of props.connections) checkReference('connections', connection, 'connectionRef', this);
    throwIfInvalid(ErrorCode.INVALID_CONNECTION_SHARE, check(props, Stack.of(this).region), this);
    for (const connection of props.connections) checkRegion(connection, this);

    this.resourceShareArn = new CfnResourceShare(this, 'Resource', {
      name: props.resourceShareName ?? Names.uniqueResourceName(this, { maxLength: 64 }),
      resourceArns: props.connections.map(({ connectionRef }) => connectionRef.connectionArn),
      principals: props.principals,
      allowExternalPrincipals: props.allowExternalPrincipals ?? false,
    }).attrArn;
  }
}

function check({ connections, principals, resourceShareName }: ConnectionShareProps, region: string): string[] {
  const violations = [
    ...checkNotEmpty('connections', connections),
    ...checkEach('principals', principals, (name, principal) => checkString(name, principal, PRINCIPAL)),
    ...checkString('resourceShareName', resourceShareName, { min: 1 }),
    ...connections
      .filter(({ connectionRef }) => prefixOf(connectionRef.connectionArn) === 'codestar-connections')
      .map(
        ({ node }) =>
          `a shared connection must have an ARN with the prefix 'codeconnections', got '${node.path}' with 'codestar-connections'; ` +
          'create a new connection, and share that',
      ),
  ];
  if (!Token.isUnresolved(region) && region !== SHARING_REGION) {
    violations.push(
      `a connection share must be in ${SHARING_REGION}, from where AWS shares the connections of all Regions, got ${region}; move it to a stack in ${SHARING_REGION}`,
    );
  }
  return violations;
}
