import type { CfnResource } from 'aws-cdk-lib';
import {
  type ConnectionOmicsWorkflowDefinitionProps,
  checkOmicsWorkflowDefinition,
  omicsWorkflowDefinition,
} from '../integrations/health-omics/connection-omics-workflow-definition';
import { attachStageValidator } from '../validation';
import { constructOf } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/**
 * A mixin that makes HealthOmics take the definition of workflows, and of versions of workflows, from a repository,
 * whichever construct has created them.
 *
 * It replaces the definition that they have, also a `definitionUri`. CloudFormation replaces a workflow that exists
 * already if its definition changes.
 *
 * @see https://docs.aws.amazon.com/omics/latest/dev/workflows-git-integration.html
 */
export class OmicsWorkflowDefinition extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: readonly string[] = ['AWS::Omics::Workflow', 'AWS::Omics::WorkflowVersion'];

  private readonly props: ConnectionOmicsWorkflowDefinitionProps;

  /**
   * @param props the connection, the repository, and which version of it
   * @throws when a property is not valid, or HealthOmics does not support the provider of the connection
   */
  constructor(props: ConnectionOmicsWorkflowDefinitionProps) {
    super();
    checkOmicsWorkflowDefinition(props);
    this.props = props;
  }

  /** @internal */
  protected override _apply(workflow: CfnResource): boolean {
    attachStageValidator(constructOf(workflow));
    // CloudFormation has small letters in this structure, as the L1 has.
    const definition = omicsWorkflowDefinition(this.props, workflow);
    workflow.addPropertyOverride('DefinitionRepository', definition);
    for (const member of ['sourceReference', 'excludeFilePatterns']) {
      if (!(member in definition)) workflow.addPropertyDeletionOverride(`DefinitionRepository.${member}`);
    }
    workflow.addPropertyDeletionOverride('DefinitionUri');
    return true;
  }
}
