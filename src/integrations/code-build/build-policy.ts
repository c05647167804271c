import { Aspects, CfnResource } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { policyArn, SERVICE_PREFIXES } from '../../private/arns';
import { allowRole } from '../../private/roles';
import { attachStageValidator } from '../../validation';
import { constructOf, read } from '../../validation/values';
import { roleBehind } from '../role-behind';

const POLICY_ID = 'ConnectionPolicy';
const ACTIONS = ['GetConnection', 'GetConnectionToken', 'UseConnection'];

/** Allows a project to use a connection, with a policy that is created before the project. */
export function allowProject(scope: Construct, project: IProject, connection: IConnectionRef): void {
  attachStageValidator(scope);
  const policy = project.role && allowBuild(scope, project.role, connection);
  if (policy) createAfter(project, policy);
}

/**
 * Allows the role of a project to use a connection.
 *
 * CodeBuild already uses the connection while it creates the project and its webhook. The default policy of the role
 * comes too late: it contains the project's log group, so it is created after the project.
 */
export function allowBuild(scope: Construct, role: iam.IRole, connection: IConnectionRef): iam.Policy | undefined {
  const statement = new iam.PolicyStatement({
    actions: SERVICE_PREFIXES.flatMap((prefix) => ACTIONS.map((action) => `${prefix}:${action}`)),
    resources: [policyArn(connection.connectionRef.connectionArn, scope)],
  });
  return allowRole(scope, POLICY_ID, role, statement);
}

/** Makes the L1 of a project, which may not exist yet, depend on something that the project uses. */
export function createAfter(project: IProject, dependency: Construct): void {
  Aspects.of(project).add({
    visit: (node) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::CodeBuild::Project') {
        node.node.addDependency(dependency);
      }
    },
  });
}

/** The role of the L1 of a project, whatever has created the two. */
export function roleOf(project: CfnResource): iam.IRole {
  const { role } = constructOf(project) as { role?: iam.IRole };
  return role ?? roleBehind(project, read(project, 'serviceRole'));
}
