package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewArgoCdStack(app, "argo-cd", &ArgoCdStackProps{awscdk.StackProps{
		// No assets, so no bootstrap is needed.
		Synthesizer: awscdk.NewLegacyStackSynthesizer(),
		Env: &awscdk.Environment{
			Account: jsii.String(os.Getenv("CDK_DEFAULT_ACCOUNT")),
			Region:  jsii.String(os.Getenv("CDK_DEFAULT_REGION")),
		},
	}})
	app.Synth(nil)
}
