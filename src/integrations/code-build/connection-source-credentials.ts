import { Resource } from 'aws-cdk-lib';
import { CfnSourceCredential, type IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../../connection';
import { ErrorCode } from '../../error-code';
import { refuse } from '../../private/errors';
import { providerNamed, providersThat } from '../../private/providers';
import { checkOptionalReference, checkReference } from '../../private/references';
import { shown } from '../../private/texts';
import { attachStageValidator } from '../../validation';
import { providerOf } from '../../validation/connections';
import { CONNECTION_AUTH } from '../../validation/consumers';
import { checkPlace, checkProvider } from '../consumer';
import { allowProject, createAfter } from './build-policy';

/** Properties of `ConnectionSourceCredentials`. */
export interface ConnectionSourceCredentialsProps {
  /** The connection, created by any construct or imported. */
  readonly connection: IConnectionRef;

  /**
   * The provider of the connection. It is required if the library cannot determine it.
   *
   * @default - the provider of the connection, if this app creates it or its import has a `providerType`
   */
  readonly providerType?: ProviderType;
}

/**
 * The default connection of CodeBuild for a provider: projects in this account and Region use it if they name no other.
 *
 * CodeBuild has only one for each provider. A second one in the same account and Region fails at deployment.
 *
 * @resource AWS::CodeBuild::SourceCredential
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
@propertyInjectable
export class ConnectionSourceCredentials extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.ConnectionSourceCredentials';

  /**
   * The ARN of the credentials.
   *
   * @attribute
   */
  public readonly sourceCredentialArn: string;

  private readonly connection: IConnectionRef;

  /**
   * @throws when the provider is unknown, differs from that of the connection, or is not supported by CodeBuild; when
   * the connection cannot be used in the Region or in the account of the stack
   */
  constructor(scope: Construct, id: string, props: ConnectionSourceCredentialsProps) {
    super(scope, id);
    const { connection, providerType } = props;
    checkReference('connection', connection, 'connectionRef', this);
    checkOptionalReference('providerType', providerType, 'value', this);
    attachStageValidator(this);
    checkPlace(connection, this);
    const provider = providerType?.value ?? providerOf(connection);
    if (provider === undefined) {
      const message = "'providerType' is required, because the provider of the connection is unknown";
      refuse(ErrorCode.UNKNOWN_PROVIDER, message, this);
    }
    const supported = providersThat(({ codeBuild }) => codeBuild);
    checkProvider(connection, providerType ? [providerType.value] : supported, this);
    const serverType = providerNamed(provider)?.codeBuild?.type;
    if (provider !== undefined && !serverType) {
      const message = `the provider type must be one that CodeBuild supports (${supported.join(', ')}), got ${shown(provider ?? '')}`;
      refuse(ErrorCode.UNSUPPORTED_PROVIDER, message, this);
    }
    this.connection = connection;
    this.sourceCredentialArn = new CfnSourceCredential(this, 'Resource', {
      authType: CONNECTION_AUTH,
      serverType: serverType ?? '',
      token: connection.connectionRef.connectionArn,
    }).ref;
  }

  /**
   * Allows a project to use the connection, and makes sure that the project is created after these credentials.
   *
   * The project must have a source without its own connection, such as `codebuild.Source.gitHub`.
   *
   * @param project the project
   */
  public allowProject(project: IProject): void {
    allowProject(project, project, this.connection);
    createAfter(project, this);
  }
}
