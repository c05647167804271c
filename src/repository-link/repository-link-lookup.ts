import { Stack } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { REPOSITORY_LINK_LOOKUP } from '../handlers/repository-link-lookup/contract';
import { RepositoryLinkBase } from './repository-link-base';

/** Properties of a `RepositoryLinkLookup`: the criteria, at least one of which is given. */
export interface RepositoryLinkLookupProps {
  /**
   * The owner of the repository, such as a GitHub organization, 1 to 255 characters.
   *
   * @default - any owner
   */
  readonly ownerId?: string;

  /**
   * The name of the repository without its owner, 1 to 128 characters.
   *
   * @default - any name
   */
  readonly repositoryName?: string;

  /**
   * The connection through which the repository is reached. It restricts who may assume a role for Git sync.
   *
   * @default - any connection
   */
  readonly connection?: IConnectionRef;

  /**
   * The provider of the repository.
   *
   * @default - any provider
   */
  readonly providerType?: ProviderType;

  /**
   * Tags that the repository link has, perhaps among others.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region in which the repository link is looked up. It is no criterion by itself.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * Any text: with a new one, the next deployment looks again.
   *
   * @default - it looks again when one of the criteria is another
   */
  readonly trigger?: string;
}

/**
 * A repository link that is looked up when the stack is deployed.
 *
 * Exactly one repository link of the account in the Region must meet all criteria: otherwise the deployment fails, and
 * says which there are. What was found stays until a property changes.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ListRepositoryLinks.html
 */
@propertyInjectable
export class RepositoryLinkLookup extends RepositoryLinkBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.RepositoryLinkLookup';

  /**
   * The ARN of the repository link.
   *
   * @attribute
   */
  public readonly repositoryLinkArn: string;

  /**
   * The id of the repository link, a UUID.
   *
   * @attribute
   */
  public readonly repositoryLinkId: string;

  /**
   * The provider of the repository, as it was when the repository link was looked up. It is `UNKNOWN` after a rollback
   * in which it could not be read.
   *
   * @attribute
   */
  public readonly repositoryLinkProviderType: string;

  /**
   * The connection through which the repository is reached, where it is a criterion.
   *
   * @default - unknown
   */
  public readonly connection?: IConnectionRef;

  constructor(scope: Construct, id: string, props: RepositoryLinkLookupProps) {
    const { ownerId, repositoryName, connection, providerType, tags, region, trigger } = props;
    super(scope, id, { ...(region && { region }) });
    checkLookup(this, { ownerId, repositoryName, connection, providerType, tags });

    this.connection = connection;
    const resource = new CustomResource(this, 'Resource', {
      contract: REPOSITORY_LINK_LOOKUP,
      properties: {
        Region: region ?? Stack.of(this).region,
        OwnerId: ownerId,
        RepositoryName: repositoryName,
        ConnectionArn: connection?.connectionRef.connectionArn,
        ProviderType: providerType?.value,
        Tags: tags,
        Trigger: trigger,
      },
      serviceTimeout: RUN_SECONDS,
    });
    this.repositoryLinkArn = resource.attribute('RepositoryLinkArn');
    this.repositoryLinkId = resource.attribute('RepositoryLinkId');
    this.repositoryLinkProviderType = resource.attribute('ProviderType');
  }
}
