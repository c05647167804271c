import type { CfnWorkflow } from 'aws-cdk-lib/aws-omics';
import { ErrorCode } from '../../error-code';
import { checkGitName, checkRequiredString } from '../../private/checks';
import { isPlaceholder } from '../../private/context';
import { throwIfInvalid } from '../../private/errors';
import { COMMIT_ID } from '../../private/limits';

/**
 * The version of a repository from which HealthOmics takes the definition of a workflow.
 *
 * @see https://docs.aws.amazon.com/omics/latest/api/API_SourceReference.html
 */
export class OmicsWorkflowSourceReference {
  /**
   * The newest commit of a branch when the workflow is created.
   *
   * @param branchName the name of the branch, without `refs/heads/`
   * @throws when the name is not the name of a branch
   */
  public static branch(branchName: string): OmicsWorkflowSourceReference {
    return new OmicsWorkflowSourceReference('BRANCH', branchName, checkGitName('branchName', branchName));
  }

  /**
   * A tag.
   *
   * @param tagName the name of the tag, without `refs/tags/`
   * @throws when the name is not the name of a tag
   */
  public static tag(tagName: string): OmicsWorkflowSourceReference {
    return new OmicsWorkflowSourceReference('TAG', tagName, checkGitName('tagName', tagName));
  }

  /**
   * A commit.
   *
   * @param commitId the id of the commit, 7 to 64 hexadecimal digits
   * @throws when the id is not the id of a commit
   */
  public static commit(commitId: string): OmicsWorkflowSourceReference {
    return new OmicsWorkflowSourceReference('COMMIT', commitId, checkRequiredString('commitId', commitId, COMMIT_ID));
  }

  private readonly type: string;
  private readonly value: string;

  private constructor(type: string, value: string, violations: string[]) {
    if (!isPlaceholder(value)) throwIfInvalid(ErrorCode.INVALID_OMICS_WORKFLOW_DEFINITION, violations, undefined);
    this.type = type;
    this.value = value;
  }

  /** @internal */
  public _sourceReference(): CfnWorkflow.SourceReferenceProperty {
    return { type: this.type, value: this.value };
  }
}
