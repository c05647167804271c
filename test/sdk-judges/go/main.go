// Calls an operation for each line of standard input, a JSON object, with the AWS SDK for Go.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/codeconnections"
	"github.com/aws/smithy-go"
)

type operation func(context.Context, json.RawMessage) (any, error)

func of[I, O any](method func(context.Context, *I, ...func(*codeconnections.Options)) (*O, error)) operation {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var input I
		if err := json.Unmarshal(raw, &input); err != nil {
			return nil, err
		}
		return method(ctx, &input)
	}
}

func operations(c *codeconnections.Client) map[string]operation {
	return map[string]operation{
		"CreateConnection":              of(c.CreateConnection),
		"CreateHost":                    of(c.CreateHost),
		"CreateRepositoryLink":          of(c.CreateRepositoryLink),
		"CreateSyncConfiguration":       of(c.CreateSyncConfiguration),
		"DeleteConnection":              of(c.DeleteConnection),
		"DeleteHost":                    of(c.DeleteHost),
		"DeleteRepositoryLink":          of(c.DeleteRepositoryLink),
		"DeleteSyncConfiguration":       of(c.DeleteSyncConfiguration),
		"GetConnection":                 of(c.GetConnection),
		"GetHost":                       of(c.GetHost),
		"GetRepositoryLink":             of(c.GetRepositoryLink),
		"GetRepositorySyncStatus":       of(c.GetRepositorySyncStatus),
		"GetResourceSyncStatus":         of(c.GetResourceSyncStatus),
		"GetSyncBlockerSummary":         of(c.GetSyncBlockerSummary),
		"GetSyncConfiguration":          of(c.GetSyncConfiguration),
		"ListConnections":               of(c.ListConnections),
		"ListHosts":                     of(c.ListHosts),
		"ListRepositoryLinks":           of(c.ListRepositoryLinks),
		"ListRepositorySyncDefinitions": of(c.ListRepositorySyncDefinitions),
		"ListSyncConfigurations":        of(c.ListSyncConfigurations),
		"ListTagsForResource":           of(c.ListTagsForResource),
		"TagResource":                   of(c.TagResource),
		"UntagResource":                 of(c.UntagResource),
		"UpdateHost":                    of(c.UpdateHost),
		"UpdateRepositoryLink":          of(c.UpdateRepositoryLink),
		"UpdateSyncBlocker":             of(c.UpdateSyncBlocker),
		"UpdateSyncConfiguration":       of(c.UpdateSyncConfiguration),
	}
}

func response(output any, err error) any {
	var problem smithy.APIError
	if errors.As(err, &problem) {
		return map[string]string{"error": problem.ErrorCode(), "message": problem.ErrorMessage()}
	}
	if err != nil {
		return map[string]string{"error": "(none)", "message": err.Error()}
	}
	return map[string]any{"output": output}
}

func main() {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	known := operations(codeconnections.NewFromConfig(settings))
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var call struct {
			Operation string
			Input     json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			panic(err)
		}
		text, err := json.Marshal(response(known[call.Operation](ctx, call.Input)))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}
