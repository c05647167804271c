import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConnectionLookup, ProviderPermission, ProviderType } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/** The roles of a team's pipeline, over a connection that another team has made in this account. */
export class SharedConnectionStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Found when the stack is deployed, so nobody has to know its ARN. Exactly one connection must fit.
    const connection = new ConnectionLookup(this, 'GitHub', {
      providerType: ProviderType.GITHUB,
      tags: { team: 'platform' },
      onlyAvailable: true,
    });

    // The pipeline reads repositories.
    const pipeline = new Role(this, 'Pipeline', { assumedBy: new ServicePrincipal('codepipeline.amazonaws.com') });
    connection.grants.useConnection(pipeline);

    // Its builds clone this one, and cannot push.
    const build = new Role(this, 'Build', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    connection.grants.useConnection(build, {
      repositories: ['my-org/app'],
      permissions: [ProviderPermission.READ_ONLY],
    });

    // Whoever creates the pipeline hands the connection to it.
    const deployment = new Role(this, 'Deployment', {
      assumedBy: new ServicePrincipal('cloudformation.amazonaws.com'),
    });
    connection.grants.passConnection(deployment, { services: ['codepipeline.amazonaws.com'] });

    new CfnOutput(this, 'ConnectionArn', { value: connection.connectionArn });
    new CfnOutput(this, 'PipelineRoleArn', { value: pipeline.roleArn });
    new CfnOutput(this, 'BuildRoleArn', { value: build.roleArn });
    new CfnOutput(this, 'DeploymentRoleArn', { value: deployment.roleArn });
  }
}
