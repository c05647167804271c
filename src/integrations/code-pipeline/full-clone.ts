import { Aspects } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Artifact, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantService } from '../../private/grants';
import { allowByDefaultPolicy, statementsOf } from '../../private/roles';

interface FullClone {
  readonly scope: Construct;
  readonly pipeline: Pipeline;
  readonly output: Artifact;
  readonly connection: IConnectionRef;
  readonly repository: string;
}

/**
 * Allows the builds that use a full clone to clone the repository.
 *
 * An aspect finds these builds, because they are known only when the pipeline is complete. The grant is not restricted
 * to a branch, because a clone includes all branches.
 */
export function grantFullClone({ scope, pipeline, output, connection, repository }: FullClone): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const actions = pipeline.stages.flatMap((stage) => stage.actions.map((action) => action.actionProperties));
      const projects = actions
        .filter(({ provider, inputs }) => provider === 'CodeBuild' && inputs?.includes(output))
        .map(({ resource }) => resource as IProject);
      for (const project of new Set(projects)) {
        const grantClone = (grantee: IGrantable) =>
          grantService({
            grantee,
            actions: ['UseConnection'],
            resource: connection.connectionRef.connectionArn,
            scope,
            restrictions: { FullRepositoryId: [repository] },
            operator: 'StringEqualsIfExists',
          });
        if (project.role) allowByDefaultPolicy(scope, project.role, statementsOf(grantClone));
        else grantClone(project);
      }
    },
  });
}
