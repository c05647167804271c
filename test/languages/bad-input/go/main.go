package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	codeconnections "github.com/cdk-codeconnections/cdk-codeconnections-go/cdkcodeconnections"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("BadInput"), nil)

	switch app.Node().GetContext(jsii.String("mistake")) {
	case "nil for the properties":
		codeconnections.NewRepositoryLink(stack, jsii.String("Infra"), nil)
	case "nil for the scope":
		codeconnections.NewConnection(nil, jsii.String("GitHub"), &codeconnections.ConnectionProps{
			ProviderType: codeconnections.ProviderType_GITHUB(),
		})
	case "required property missing":
		codeconnections.NewRepositoryLink(stack, jsii.String("Infra"), &codeconnections.RepositoryLinkProps{
			Connection: codeconnections.NewConnection(stack, jsii.String("GitHub"), &codeconnections.ConnectionProps{
				ProviderType: codeconnections.ProviderType_GITHUB(),
			}),
			OwnerId: jsii.String("my-org"),
		})
	case "name too long":
		codeconnections.NewConnection(stack, jsii.String("GitHub"), &codeconnections.ConnectionProps{
			ProviderType:   codeconnections.ProviderType_GITHUB(),
			ConnectionName: jsii.String(strings.Repeat("x", 33)),
		})
	case "two sync configurations for one stack":
		link := codeconnections.NewRepositoryLink(stack, jsii.String("Infra"), &codeconnections.RepositoryLinkProps{
			Connection: codeconnections.NewConnection(stack, jsii.String("GitHub"), &codeconnections.ConnectionProps{
				ProviderType: codeconnections.ProviderType_GITHUB(),
			}),
			OwnerId:        jsii.String("my-org"),
			RepositoryName: jsii.String("infra"),
		})
		for _, branch := range []string{"main", "next"} {
			codeconnections.NewSyncConfiguration(stack, jsii.String(branch), &codeconnections.SyncConfigurationProps{
				RepositoryLink: link,
				Branch:         jsii.String(branch),
				ConfigFile:     jsii.String("prod.yaml"),
				StackName:      jsii.String("prod"),
			})
		}
	default:
		panic("unknown mistake")
	}

	app.Synth(nil)
}
