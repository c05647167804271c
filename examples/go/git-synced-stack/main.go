package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	props := awscdk.StackProps{
		// No assets, so no bootstrap is needed.
		Synthesizer: awscdk.NewLegacyStackSynthesizer(),
		Env: &awscdk.Environment{
			Account: jsii.String(os.Getenv("CDK_DEFAULT_ACCOUNT")),
			Region:  jsii.String(os.Getenv("CDK_DEFAULT_REGION")),
		},
	}
	NewSetupStack(app, "git-synced-stack", &SetupStackProps{props})
	NewMonitorStack(app, "git-sync-monitor", &MonitorStackProps{props})
	app.Synth(nil)
}
