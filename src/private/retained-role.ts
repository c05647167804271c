import { type RemovalPolicy, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role whose removal policy also applies to its default policy, so that a retained role keeps its permissions.
 *
 * @internal
 */
export abstract class RetainedRole extends iam.Role {
  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, props: iam.RoleProps, removalPolicy: RemovalPolicy) {
    super(scope, id, props);
    this.removalPolicy = removalPolicy;
    this.applyRemovalPolicy(removalPolicy);
  }

  public override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const result = super.addToPrincipalPolicy(statement);
    const policy = this.node.tryFindChild('DefaultPolicy');
    if (policy && Resource.isResource(policy)) (policy as Resource).applyRemovalPolicy(this.removalPolicy);
    return result;
  }
}
