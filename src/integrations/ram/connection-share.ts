import { Names, Resource, Stack, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { checkEach, checkNotEmpty, checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { attachStageValidator } from '../../validation';
import { connectionBehind } from '../../validation/connections';
import { checkRegion } from '../consumer';

/** Connections are shared from this Region, whichever Region they are of. */
const SHARING_REGION = 'us-east-1';

const PRINCIPAL = {
  pattern: /^(\d{12}|arn:[\w-]+:organizations::\d{12}:(organization\/o-\w+|ou\/o-\w+\/ou-[\w-]+))$/,
  form: 'the id of an account, or the ARN of an organization or an organizational unit',
};

/** Properties of a `ConnectionShare`. */
export interface ConnectionShareProps {
  /** The connections to share: at least one, each with an ARN of the prefix `codeconnections`. */
  readonly connections: IConnectionRef[];

  /**
   * With whom the connections are shared: ids of accounts, ARNs of organizational units, the ARN of the organization. At
   * least one.
   */
  readonly principals: string[];

  /**
   * Whether accounts outside the organization may be among the principals. Such an account has to accept an invitation.
   *
   * @default false - only accounts of the organization
   */
  readonly allowExternalPrincipals?: boolean;

  /**
   * The name of the share.
   *
   * @default - a name of the construct's path
   */
  readonly resourceShareName?: string;
}

/**
 * Shares connections with other accounts, which then import them with `Connection.fromConnectionArn`.
 *
 * The stack must be in us-east-1: AWS shares connections of all Regions from there. Pipelines and builds can use a shared
 * connection, Git sync cannot.
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
   * @throws when the stack is not in us-east-1, a connection has the old prefix or is of a Region that accounts opt in
   * to, or a principal is none of the three kinds
   */
  constructor(scope: Construct, id: string, props: ConnectionShareProps) {
    super(scope, id);
    attachStageValidator(this);
    throwIfInvalid('InvalidConnectionShare', check(props, Stack.of(this).region), this);
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
      .filter(isOfOldPrefix)
      .map(
        ({ node }) =>
          `only a connection whose ARN has the prefix 'codeconnections' can be shared, got '${node.path}' with 'codestar-connections'; ` +
          'create a new connection and share that',
      ),
  ];
  if (!Token.isUnresolved(region) && region !== SHARING_REGION) {
    violations.push(
      `AWS shares connections of all Regions from ${SHARING_REGION}, got a stack in ${region}; put the share into a stack in ${SHARING_REGION}`,
    );
  }
  return violations;
}

/** The service gives a connection an ARN of the API that created it, so that of an old L1 has the old prefix. */
function isOfOldPrefix({ connectionRef }: IConnectionRef): boolean {
  const { connection, arn } = connectionBehind(connectionRef.connectionArn);
  return connection?.cfnResourceType.startsWith('AWS::CodeStar') ?? arn?.split(':')[2] === 'codestar-connections';
}
