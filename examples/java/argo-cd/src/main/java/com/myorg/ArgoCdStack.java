package com.myorg;

import io.github.cdkcodeconnections.ArgoCdCapabilityRole;
import io.github.cdkcodeconnections.AvailableConnection;
import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.ProviderType;
import java.util.List;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.eks.CfnCapability;
import software.constructs.Construct;

/** Argo CD as a capability of an EKS cluster, which reads two repositories over a connection. */
public class ArgoCdStack extends Stack {
    public ArgoCdStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        CfnParameter clusterName = CfnParameter.Builder.create(this, "ClusterName")
                .description("The EKS cluster")
                .build();
        CfnParameter idcInstanceArn = CfnParameter.Builder.create(this, "IdentityCenterArn")
                .description("The ARN of the instance of IAM Identity Center by which people sign in to Argo CD")
                .build();
        CfnParameter adminGroupId = CfnParameter.Builder.create(this, "AdminGroupId")
                .description("The id of the group in IAM Identity Center whose members administer Argo CD")
                .build();

        // The deployment waits here until somebody has completed the handshake in the console.
        AvailableConnection connection = AvailableConnection.Builder.create(this, "Ready")
                .connection(Connection.Builder.create(this, "GitHub")
                        .providerType(ProviderType.GITHUB)
                        .build())
                .build();

        // Argo CD reads these two repositories.
        ArgoCdCapabilityRole role = ArgoCdCapabilityRole.Builder.create(this, "Role")
                .connection(connection)
                .repositories(List.of("my-org/gitops", "my-org/charts"))
                .build();

        // For whoever applies the Applications: /argocd/repositories/my-org/gitops is the repoURL of that repository.
        role.storeRepositoryUrls("/argocd/repositories");
        role.outputRepositoryUrls();

        CfnCapability.Builder.create(this, "ArgoCd")
                .clusterName(clusterName.getValueAsString())
                .capabilityName("argo-cd")
                .type("ARGOCD")
                .roleArn(role.getRoleArn())
                .deletePropagationPolicy("RETAIN")
                .configuration(CfnCapability.CapabilityConfigurationProperty.builder()
                        .argoCd(CfnCapability.ArgoCdProperty.builder()
                                .awsIdc(CfnCapability.AwsIdcProperty.builder()
                                        .idcInstanceArn(idcInstanceArn.getValueAsString())
                                        .build())
                                .rbacRoleMappings(List.of(CfnCapability.ArgoCdRoleMappingProperty.builder()
                                        .role("ADMIN")
                                        .identities(List.of(CfnCapability.SsoIdentityProperty.builder()
                                                .id(adminGroupId.getValueAsString())
                                                .type("SSO_GROUP")
                                                .build()))
                                        .build()))
                                .build())
                        .build())
                .build();
    }
}
