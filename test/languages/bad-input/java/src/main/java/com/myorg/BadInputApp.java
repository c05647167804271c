package com.myorg;

import io.github.cdkcodeconnections.Connection;
import io.github.cdkcodeconnections.ProviderType;
import io.github.cdkcodeconnections.RepositoryLink;
import io.github.cdkcodeconnections.SyncConfiguration;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

public class BadInputApp {
    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "BadInput");

        switch ((String) app.getNode().getContext("mistake")) {
            case "required property missing" -> RepositoryLink.Builder.create(stack, "Infra")
                .connection(Connection.Builder.create(stack, "GitHub").providerType(ProviderType.GITHUB).build())
                .ownerId("my-org")
                .build();
            case "null for the scope" -> Connection.Builder.create(null, "GitHub")
                .providerType(ProviderType.GITHUB)
                .build();
            case "name too long" -> Connection.Builder.create(stack, "GitHub")
                .providerType(ProviderType.GITHUB)
                .connectionName("x".repeat(33))
                .build();
            case "two sync configurations for one stack" -> {
                RepositoryLink link = RepositoryLink.Builder.create(stack, "Infra")
                    .connection(Connection.Builder.create(stack, "GitHub").providerType(ProviderType.GITHUB).build())
                    .ownerId("my-org")
                    .repositoryName("infra")
                    .build();
                for (String branch : List.of("main", "next")) {
                    SyncConfiguration.Builder.create(stack, branch)
                        .repositoryLink(link)
                        .branch(branch)
                        .configFile("prod.yaml")
                        .stackName("prod")
                        .build();
                }
            }
            default -> throw new IllegalArgumentException("unknown mistake");
        }

        app.synth();
    }
}
