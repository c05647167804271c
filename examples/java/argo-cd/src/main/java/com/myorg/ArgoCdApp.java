package com.myorg;

import software.amazon.awscdk.App;
import software.amazon.awscdk.LegacyStackSynthesizer;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

public final class ArgoCdApp {
    public static void main(final String[] args) {
        App app = new App();
        new ArgoCdStack(app, "argo-cd", StackProps.builder()
                // No assets, so no bootstrap is needed.
                .synthesizer(new LegacyStackSynthesizer())
                .env(Environment.builder()
                        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
                        .region(System.getenv("CDK_DEFAULT_REGION"))
                        .build())
                .build());
        app.synth();
    }
}
