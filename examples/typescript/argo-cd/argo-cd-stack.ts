import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import { ArgoCdCapabilityRole, AvailableConnection, Connection, ProviderType } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/** Argo CD as a capability of an EKS cluster, which reads two repositories over a connection. */
export class ArgoCdStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const clusterName = new CfnParameter(this, 'ClusterName', { description: 'The EKS cluster' });
    const idcInstanceArn = new CfnParameter(this, 'IdentityCenterArn', {
      description: 'The ARN of the instance of IAM Identity Center by which people sign in to Argo CD',
    });
    const adminGroupId = new CfnParameter(this, 'AdminGroupId', {
      description: 'The id of the group in IAM Identity Center whose members administer Argo CD',
    });

    // The deployment waits here until somebody has completed the handshake in the console.
    const connection = new AvailableConnection(this, 'Ready', {
      connection: new Connection(this, 'GitHub', { providerType: ProviderType.GITHUB }),
    });

    // Argo CD reads these two repositories.
    const role = new ArgoCdCapabilityRole(this, 'Role', {
      connection,
      repositories: ['my-org/gitops', 'my-org/charts'],
    });

    // For whoever applies the Applications: /argocd/repositories/my-org/gitops is the repoURL of that repository.
    role.storeRepositoryUrls('/argocd/repositories');
    role.outputRepositoryUrls();

    new CfnCapability(this, 'ArgoCd', {
      clusterName: clusterName.valueAsString,
      capabilityName: 'argo-cd',
      type: 'ARGOCD',
      roleArn: role.roleArn,
      deletePropagationPolicy: 'RETAIN',
      configuration: {
        argoCd: {
          awsIdc: { idcInstanceArn: idcInstanceArn.valueAsString },
          rbacRoleMappings: [{ role: 'ADMIN', identities: [{ id: adminGroupId.valueAsString, type: 'SSO_GROUP' }] }],
        },
      },
    });
  }
}
