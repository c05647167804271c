import { Resource } from 'aws-cdk-lib';
import { CfnSourceCredential, type IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../../connection';
import { validationError } from '../../private/errors';
import { providerNamed, providersThat } from '../../private/providers';
import { shown } from '../../private/texts';
import { attachStageValidator } from '../../validation';
import { providerOf } from '../../validation/connections';
import { checkProvider, checkRegion } from '../consumer';
import { allowProject, createAfter } from './build-policy';

/** Properties of `ConnectionSourceCredentials`. */
export interface ConnectionSourceCredentialsProps {
  /** The connection, made by any construct or imported. */
  readonly connection: IConnectionRef;

  /**
   * The provider of the connection.
   *
   * @default - the provider of a connection that this app makes, or that its import says; it must be given for any other
   */
  readonly providerType?: ProviderType;
}

/**
 * The connection that CodeBuild uses for a provider wherever a project names none, in this account and Region.
 *
 * CodeBuild keeps one such connection for each provider: a second one in the same account and Region fails at deployment.
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
   * @throws when the provider is not known, is not that of the connection, or is none that CodeBuild supports, or the
   * connection cannot be used in the stack's Region
   */
  constructor(scope: Construct, id: string, props: ConnectionSourceCredentialsProps) {
    super(scope, id);
    const { connection, providerType } = props;
    attachStageValidator(this);
    checkRegion(connection, this);
    const provider = providerType?.value ?? providerOf(connection);
    if (provider === undefined) {
      const message = "'providerType' must be given for a connection whose provider is not known, got none";
      throw validationError('UnknownProvider', message, this);
    }
    const supported = providersThat(({ codeBuild }) => codeBuild);
    checkProvider(connection, providerType ? [providerType.value] : supported, this);
    const serverType = providerNamed(provider)?.codeBuild?.type;
    if (!serverType) {
      const message = `CodeBuild builds repositories of ${supported.join(', ')}, got the provider type ${shown(provider)}`;
      throw validationError('UnsupportedProvider', message, this);
    }
    this.connection = connection;
    this.sourceCredentialArn = new CfnSourceCredential(this, 'Resource', {
      authType: 'CODECONNECTIONS',
      serverType,
      token: connection.connectionRef.connectionArn,
    }).ref;
  }

  /**
   * Allows a project to use the connection, and has the project created after these credentials.
   *
   * Its source is one that names no connection, such as `codebuild.Source.gitHub`.
   *
   * @param project the project
   */
  public allowProject(project: IProject): void {
    allowProject(project, project, this.connection);
    createAfter(project, this);
  }
}
