import { Stack } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { CustomResource } from '../custom-resources/custom-resource';
import { checkLookup } from '../custom-resources/lookup-criteria';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { REPOSITORY_LINK_LOOKUP } from '../handlers/repository-link-lookup/contract';
import { checkOptionalReference } from '../private/references';
import { splitRepository } from '../private/repositories';
import { RepositoryLinkBase } from './repository-link-base';

/** Properties of a `RepositoryLinkLookup`. At least one criterion is required. */
export interface RepositoryLinkLookupProps {
  /**
   * The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`.
   *
   * The value of a token that stands for all of it must have exactly one slash.
   *
   * @default - any repository
   */
  readonly repository?: string;

  /**
   * The connection through which the repository is reached.
   *
   * Git sync roles that are created for the link can then be assumed for this connection only.
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
   * Tags that the repository link must have. Other tags are ignored.
   *
   * @default - any tags
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The Region in which the repository link is looked up. Must be combined with at least one criterion.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * An arbitrary value. Change it to run the lookup again in the next deployment.
   *
   * @default - the lookup runs again only when a criterion changes
   */
  readonly trigger?: string;
}

/**
 * A repository link that is looked up when the stack is deployed.
 *
 * Exactly one repository link of the account in the Region must match all criteria. Otherwise the deployment fails and
 * lists the candidates. The result is kept until a property changes. To look again, change `trigger`.
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
   * The provider of the repository at the time of the lookup.
   *
   * It is `UNKNOWN` after a rollback that could not read it.
   *
   * @attribute
   */
  public readonly repositoryLinkProviderType: string;

  /**
   * The connection through which the repository is reached, if it is given as a criterion.
   *
   * @default - unknown
   */
  public readonly connection?: IConnectionRef;

  constructor(scope: Construct, id: string, props: RepositoryLinkLookupProps) {
    const { repository, connection, providerType, tags, region, trigger } = props;
    super(scope, id, { ...(region && { region }) });
    checkOptionalReference('connection', connection, 'connectionRef', this);
    checkOptionalReference('providerType', providerType, 'value', this);
    checkLookup(this, { repository, connection, providerType, tags });

    this.connection = connection;
    const names = repository === undefined ? undefined : splitRepository(repository);
    const resource = new CustomResource(this, 'Resource', {
      contract: REPOSITORY_LINK_LOOKUP,
      properties: {
        Region: region ?? Stack.of(this).region,
        OwnerId: names?.ownerId,
        RepositoryName: names?.repositoryName,
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
