import { Fn, Resource, Token } from 'aws-cdk-lib';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { REPOSITORY_SYNC_DEFINITIONS, SEPARATOR } from '../handlers/repository-sync-definitions/contract';
import { checkReference } from '../private/references';
import { attachStageValidator } from '../validation';

/** Properties of `RepositorySyncDefinitions`. */
export interface RepositorySyncDefinitionsProps {
  /** The repository link whose sync definitions are listed. */
  readonly repositoryLink: IRepositoryLinkRef;

  /**
   * An arbitrary value. Change it to list the definitions again in the next deployment.
   *
   * @default - the definitions are listed again only when the repository link changes
   */
  readonly trigger?: string;
}

/**
 * The stacks and branches that a repository link keeps in sync at the time of the deployment, including those that were
 * set up outside of the app.
 *
 * Create the sync configurations first: make this construct depend on those of the app that it has to include.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ListRepositorySyncDefinitions.html
 */
@propertyInjectable
export class RepositorySyncDefinitions extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.RepositorySyncDefinitions';

  /**
   * The number of stacks that are kept in sync.
   *
   * This and `branchCount` are -1 after a rollback that could not read them.
   *
   * @attribute
   */
  public readonly stackCount: number;

  /**
   * The names of these stacks in alphabetical order, up to about 1,600 characters, which is what fits into a response.
   *
   * A list with one empty string if there are none, because CloudFormation cannot return an empty list.
   *
   * @attribute
   */
  public readonly stackNames: string[];

  /**
   * The number of branches that they are kept in sync with.
   *
   * @attribute
   */
  public readonly branchCount: number;

  /**
   * The names of these branches in alphabetical order, up to about 600 characters, which is what fits into a response.
   *
   * A list with one empty string if there are none, because CloudFormation cannot return an empty list.
   *
   * @attribute
   */
  public readonly branches: string[];

  /**
   * Whether both lists of names are complete, as the string `true` or `false`.
   *
   * @attribute
   */
  public readonly complete: string;

  constructor(scope: Construct, id: string, props: RepositorySyncDefinitionsProps) {
    checkReference('repositoryLink', props.repositoryLink, 'repositoryLinkRef', scope);
    const { account, region } = props.repositoryLink.env;
    super(scope, id, { account, region });
    attachStageValidator(this);

    const resource = new CustomResource(this, 'Resource', {
      contract: REPOSITORY_SYNC_DEFINITIONS,
      properties: {
        RepositoryLinkArn: props.repositoryLink.repositoryLinkRef.repositoryLinkArn,
        Trigger: props.trigger,
      },
      serviceTimeout: RUN_SECONDS,
    });
    this.stackCount = Token.asNumber(resource.getAtt('StackCount'));
    this.stackNames = Fn.split(SEPARATOR, resource.attribute('StackNames'));
    this.branchCount = Token.asNumber(resource.getAtt('BranchCount'));
    this.branches = Fn.split(SEPARATOR, resource.attribute('Branches'));
    this.complete = resource.attribute('Complete');
  }
}
