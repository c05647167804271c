import { type IResolvable, Lazy, Stack } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { CfnWorkflow } from 'aws-cdk-lib/aws-omics';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkCount, checkEach, checkString } from '../../private/checks';
import { refuse, throwIfInvalid } from '../../private/errors';
import { EXCLUDED_FILE_PATTERNS } from '../../private/limits';
import { providerNamed, providersThat } from '../../private/providers';
import { checkOptionalReference, checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { providerOf } from '../../validation/connections';
import { checkPlace, checkSupport, otherAccountOf } from '../consumer';
import type { OmicsWorkflowSourceReference } from './omics-workflow-source-reference';

/** Properties of a `ConnectionOmicsWorkflowDefinition`. */
export interface ConnectionOmicsWorkflowDefinitionProps {
  /**
   * The connection: an L2, an L1 or an import. It must be available when the workflow is created: with an
   * `AvailableConnection`, the workflow is created after the handshake.
   *
   * It may be shared by another account if the provider is GitHub, GitLab or Bitbucket. If the provider is GitHub
   * Enterprise Server or GitLab self-managed, such a connection is refused.
   */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. */
  readonly repository: string;

  /**
   * The branch, tag or commit.
   *
   * @default - chosen by HealthOmics; AWS does not document how
   */
  readonly sourceReference?: OmicsWorkflowSourceReference;

  /**
   * The patterns of the files to leave out, 1 to 50. AWS does not document their syntax.
   *
   * @default - all files are taken
   */
  readonly excludeFilePatterns?: string[];
}

/**
 * The definition of a HealthOmics workflow, or of a version of it, in a repository.
 *
 * HealthOmics supports repositories on GitHub, GitHub Enterprise Server, GitLab, GitLab self-managed and Bitbucket.
 * Connections to Azure DevOps are refused. What AWS does not list either way, such as ghe.com, is not.
 *
 * HealthOmics reads the repository when it creates the workflow, with the permissions of the principal that creates
 * it. In CloudFormation this is the role that deploys: it needs `GetConnection`, `UseConnection` and, for a server of
 * your own, `GetHost`.
 *
 * @see https://docs.aws.amazon.com/omics/latest/dev/workflows-git-integration.html
 */
export class ConnectionOmicsWorkflowDefinition {
  /**
   * A definition for the property `definitionRepository` of `CfnWorkflow` and `CfnWorkflowVersion`, in place of
   * `definitionUri`.
   *
   * For a workflow that another construct has created, use `mixins.OmicsWorkflowDefinition`.
   *
   * @param props the connection, the repository, and which version of it
   * @throws when a property is not valid, or the connection is to Azure DevOps. When the app is synthesised, also
   * when the connection cannot be used in the Region or in the account of the workflow
   */
  public static fromConnection(props: ConnectionOmicsWorkflowDefinitionProps): IResolvable {
    checkOmicsWorkflowDefinition(props);
    return Lazy.uncachedAny({ produce: ({ scope }) => omicsWorkflowDefinition(props, scope) });
  }

  private constructor() {}
}

/** Refuses a definition that HealthOmics would refuse. */
export function checkOmicsWorkflowDefinition(props: ConnectionOmicsWorkflowDefinitionProps): void {
  const { connection, repository, sourceReference, excludeFilePatterns } = props;
  checkReference('connection', connection, 'connectionRef', undefined);
  checkOptionalReference('sourceReference', sourceReference, '_sourceReference', connection);
  const violations = [
    ...checkRepository('repository', repository, providerOf(connection)),
    ...checkCount('excludeFilePatterns', excludeFilePatterns, EXCLUDED_FILE_PATTERNS),
    ...checkEach('excludeFilePatterns', excludeFilePatterns, (name, text) => checkString(name, text, { min: 1 })),
  ];
  throwIfInvalid(ErrorCode.INVALID_OMICS_WORKFLOW_DEFINITION, [...new Set(violations)], connection);
  checkSupport(connection, 'healthOmics', connection);
}

/** The property of a workflow, or of a version, which has the same members. */
export function omicsWorkflowDefinition(
  { connection, repository, sourceReference, excludeFilePatterns }: ConnectionOmicsWorkflowDefinitionProps,
  workflow: IConstruct,
): CfnWorkflow.DefinitionRepositoryProperty {
  checkPlace(connection, workflow);
  checkShared(connection, workflow);
  return {
    connectionArn: connection.connectionRef.connectionArn,
    fullRepositoryId: repository,
    ...(sourceReference && { sourceReference: sourceReference._sourceReference() }),
    ...(excludeFilePatterns && { excludeFilePatterns }),
  };
}

/** Refuses a connection of another account whose provider is known, and is not one that AWS lists for those. */
function checkShared(connection: IConnectionRef, workflow: IConstruct): void {
  const provider = providerOf(connection);
  if (providerNamed(provider)?.healthOmicsOfOtherAccount !== false) return;
  const own = Stack.of(workflow).account;
  const other = otherAccountOf(connection, own);
  if (!other) return;
  const supported = providersThat((each) => each.healthOmicsOfOtherAccount).join(', ');
  refuse(
    ErrorCode.CONNECTION_OF_OTHER_ACCOUNT,
    `HealthOmics supports connections of other accounts to ${supported}, got a connection of account ${other.account} to ${provider} in account ${own}; use a connection of account ${own}`,
    workflow,
  );
}
