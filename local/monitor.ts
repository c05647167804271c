import { awsRequest } from './aws/aws-request.ts';
import { resourcesOf } from './aws/cloudformation.ts';
import { CloudWatch } from './aws/cloudwatch/cloudwatch.ts';
import { dashboardPath } from './aws/cloudwatch/dashboards/links.ts';
import type { AlarmState } from './aws/cloudwatch/dashboards/source.ts';
import type { LocalAws } from './aws/local-aws.ts';

/** A SyncMonitor that is deployed to the local AWS. */
export class Monitor {
  private readonly aws: LocalAws;
  private readonly stackName: string;

  /** @param stackName the stack of the monitor, which has no other function */
  constructor(aws: LocalAws, stackName: string) {
    this.aws = aws;
    this.stackName = stackName;
  }

  /** Starts a poll, without waiting for the schedule. */
  async poll(): Promise<void> {
    const [name] = await this.physicalIds('AWS::Lambda::Function');
    await awsRequest(this.aws.env, { service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body: {} });
  }

  /** Its alarms in their current state. CloudWatch evaluates them when it gets data. */
  async alarms(): Promise<AlarmState[]> {
    const names = await this.physicalIds('AWS::CloudWatch::Alarm');
    const arns = names.map((name) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`);
    return new CloudWatch(this.aws.env).alarms(arns);
  }

  /** The page that shows its dashboard. */
  async dashboardUrl(): Promise<string> {
    const [name] = await this.physicalIds('AWS::CloudWatch::Dashboard');
    return this.aws.simulator.url + dashboardPath(name);
  }

  private async physicalIds(type: string): Promise<string[]> {
    const resources = await resourcesOf(this.aws.env, this.stackName);
    return resources.filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);
  }
}
