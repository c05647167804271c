import { Fn, Resource, Token } from 'aws-cdk-lib';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { REPOSITORY_SYNC_DEFINITIONS, SEPARATOR } from '../handlers/repository-sync-definitions/contract';
import { attachStageValidator } from '../validation';

/** Properties of `RepositorySyncDefinitions`. */
export interface RepositorySyncDefinitionsProps {
  /** The repository link whose definitions are listed. */
  readonly repositoryLink: IRepositoryLinkRef;

  /**
   * Any text: with a new one, the next deployment lists them again.
   *
   * @default - they are listed again when the repository link is another
   */
  readonly trigger?: string;
}

/**
 * What a repository link keeps in sync when the stack is deployed, also what was set up outside of the app.
 *
 * What is to be counted has to be there first: add a dependency on the sync configurations of the app.
 *
 * @resource AWS::CloudFormation::CustomResource
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ListRepositorySyncDefinitions.html
 */
@propertyInjectable
export class RepositorySyncDefinitions extends Resource {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.RepositorySyncDefinitions';

  /**
   * How many stacks are kept in sync.
   *
   * This and `branchCount` are -1 after a rollback in which they could not be read.
   *
   * @attribute
   */
  public readonly stackCount: number;

  /**
   * The names of these stacks in alphabetical order, as many as CloudFormation carries: about 1,600 characters. One
   * empty text when there are none.
   *
   * @attribute
   */
  public readonly stackNames: string[];

  /**
   * How many branches they are kept in sync with.
   *
   * @attribute
   */
  public readonly branchCount: number;

  /**
   * The names of these branches in alphabetical order, as many as CloudFormation carries: about 600 characters. One
   * empty text when there are none.
   *
   * @attribute
   */
  public readonly branches: string[];

  /**
   * Whether the names are complete: `true` or `false`, as a text.
   *
   * @attribute
   */
  public readonly complete: string;

  constructor(scope: Construct, id: string, props: RepositorySyncDefinitionsProps) {
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
