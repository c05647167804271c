package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewSelfManagedHostStack(app, "self-managed-host", &SelfManagedHostStackProps{awscdk.StackProps{
		// No assets, so no bootstrap is needed.
		Synthesizer: awscdk.NewLegacyStackSynthesizer(),
	}})
	app.Synth(nil)
}
