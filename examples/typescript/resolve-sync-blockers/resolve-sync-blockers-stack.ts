import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { SyncConfiguration } from 'cdk-codeconnections';
import type { Construct } from 'constructs';

/** A function with which somebody on call can resolve what blocks the syncs of the stack `prod`, and say why. */
export class ResolveSyncBlockersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const sync = SyncConfiguration.fromSyncConfigurationAttributes(this, 'Prod', { stackName: 'prod' });
    const resolve = new NodejsFunction(this, 'Resolve', {
      entry: join(__dirname, 'resolve.lambda.ts'),
      runtime: Runtime.NODEJS_22_X,
      environment: { STACK_NAME: sync.stackName },
      timeout: Duration.minutes(1),
    });
    sync.grants.resolveSyncBlockers(resolve);

    new CfnOutput(this, 'FunctionName', { value: resolve.functionName });
  }
}
