package com.myorg;

import io.github.cdkcodeconnections.ConnectionLookup;
import io.github.cdkcodeconnections.PassConnectionOptions;
import io.github.cdkcodeconnections.ProviderPermission;
import io.github.cdkcodeconnections.ProviderType;
import io.github.cdkcodeconnections.UseConnectionOptions;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/** The roles of a team's pipeline, over a connection that another team has made in this account. */
public class SharedConnectionStack extends Stack {
    public SharedConnectionStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Found when the stack is deployed, so nobody has to know its ARN. Exactly one connection must fit.
        ConnectionLookup connection = ConnectionLookup.Builder.create(this, "GitHub")
                .providerType(ProviderType.GITHUB)
                .tags(Map.of("team", "platform"))
                .onlyAvailable(true)
                .build();

        // The pipeline reads repositories.
        Role pipeline = Role.Builder.create(this, "Pipeline")
                .assumedBy(new ServicePrincipal("codepipeline.amazonaws.com"))
                .build();
        connection.getGrants().useConnection(pipeline);

        // Its builds clone this one, and cannot push.
        Role build = Role.Builder.create(this, "Build")
                .assumedBy(new ServicePrincipal("codebuild.amazonaws.com"))
                .build();
        connection.getGrants().useConnection(build, UseConnectionOptions.builder()
                .repositories(List.of("my-org/app"))
                .permissions(List.of(ProviderPermission.READ_ONLY))
                .build());

        // Whoever creates the pipeline hands the connection to it.
        Role deployment = Role.Builder.create(this, "Deployment")
                .assumedBy(new ServicePrincipal("cloudformation.amazonaws.com"))
                .build();
        connection.getGrants().passConnection(deployment, PassConnectionOptions.builder()
                .services(List.of("codepipeline.amazonaws.com"))
                .build());

        CfnOutput.Builder.create(this, "ConnectionArn").value(connection.getConnectionArn()).build();
        CfnOutput.Builder.create(this, "PipelineRoleArn").value(pipeline.getRoleArn()).build();
        CfnOutput.Builder.create(this, "BuildRoleArn").value(build.getRoleArn()).build();
        CfnOutput.Builder.create(this, "DeploymentRoleArn").value(deployment.getRoleArn()).build();
    }
}
