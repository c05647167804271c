package com.myorg;

import software.amazon.awscdk.App;
import software.amazon.awscdk.BootstraplessSynthesizer;
import software.amazon.awscdk.StackProps;

public final class SelfManagedHostApp {
    public static void main(final String[] args) {
        App app = new App();
        new SelfManagedHostStack(app, "self-managed-host", StackProps.builder()
                // No assets, so no bootstrap is needed.
                .synthesizer(new BootstraplessSynthesizer())
                .build());
        app.synth();
    }
}
