package com.myorg;

import software.amazon.awscdk.App;
import software.amazon.awscdk.LegacyStackSynthesizer;
import software.amazon.awscdk.StackProps;

public final class SelfManagedHostApp {
    public static void main(final String[] args) {
        App app = new App();
        new SelfManagedHostStack(app, "self-managed-host", StackProps.builder()
                // No assets, so no bootstrap is needed.
                .synthesizer(new LegacyStackSynthesizer())
                .build());
        app.synth();
    }
}
