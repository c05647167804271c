import { Aspects, type CfnResource, Lazy, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { ActionBindOptions } from 'aws-cdk-lib/aws-codepipeline';
import { type IGrantable, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SERVICE_PREFIXES } from '../../private/arns';
import { grantService } from '../../private/grants';
import { isReportedOnly, withPolicyOfItsOwn } from '../../private/roles';
import { mayStartForOthers } from '../../validation/pipeline-triggers';

const ACTION = 'UseConnection';
const POLICY_ID = 'ConnectionPolicy';

interface Source {
  readonly scope: Construct;
  readonly options: ActionBindOptions;
  /** Whether the role of the action was given to it. */
  readonly hasGivenRole: boolean;
  /** The pipeline, which is created after the permissions. */
  readonly pipeline: CfnResource;
  readonly actionName: string;
  readonly connection: IConnectionRef;
  readonly repository: string;
  readonly branch: string;
}

/** Allows the role of a source action to read its repository and to write its output. */
export function grantSource(source: Source): void {
  const { scope, options, pipeline, actionName, connection, repository, branch } = source;
  const grantee = granteeOf(source);
  // Some requests, such as those for the status of a download, name neither repository nor branch.
  const grantUse = (branches: string[] | undefined) =>
    grantService({
      grantee,
      actions: [ACTION],
      resource: connection.connectionRef.connectionArn,
      scope,
      restrictions: { FullRepositoryId: [repository], BranchName: branches },
      operator: 'StringEqualsIfExists',
    }).applyBefore(pipeline);
  // The pipeline may get triggers later, so this is decided when the template is written.
  const branches = () => (mayStartForOthers(pipeline, actionName, branch) ? undefined : [branch]);
  if (isReportedOnly(scope)) {
    // The report of `Role.customizeRoles` does not resolve lazy lists.
    Aspects.of(scope).add({ visit: (node) => void (node === scope && grantUse(branches())) });
  } else {
    grantUse(Lazy.list({ produce: branches }));
  }
  options.bucket.grantReadWrite(grantee);
  options.bucket.grantPutAcl(grantee);
}

/**
 * The default policy of a role that is given to the action may refer to the pipeline, so the pipeline cannot wait for
 * that one.
 */
function granteeOf({ scope, options: { role, bucket }, hasGivenRole }: Source): IGrantable {
  const isMadeForIt = !hasGivenRole && Role.isRole(role);
  if (isMadeForIt || isOfOtherAccount(role, scope)) return role;
  const actions = SERVICE_PREFIXES.map((prefix) => `${prefix}:${ACTION}`);
  const { encryptionKey: key } = bucket;
  const lacks =
    `${actions.join(', ')}, and to read, write and set the access of objects in the artifact bucket '${bucket.node.path}'` +
    (key ? ` with its key '${key.node.path}'` : '');
  return withPolicyOfItsOwn(scope, POLICY_ID, role, lacks);
}

/**
 * A role that the app makes in another account, to which a policy in this one cannot be attached. An account that is
 * known at deployment only may be the same.
 */
function isOfOtherAccount(role: IRole, scope: Construct): boolean {
  if (!Role.isRole(role)) return false;
  return Token.compareStrings(Stack.of(role).account, Stack.of(scope).account) === TokenComparison.DIFFERENT;
}
