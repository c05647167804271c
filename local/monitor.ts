import { awsRequest } from './aws/aws-request.ts';
import { resourcesOf } from './aws/cloudformation.ts';
import { CloudWatch } from './aws/cloudwatch/cloudwatch.ts';
import { dashboardPath } from './aws/cloudwatch/dashboards/links.ts';
import type { AlarmState } from './aws/cloudwatch/dashboards/source.ts';
import type { LocalAws } from './aws/local-aws.ts';

/** A monitor of Git sync that is deployed to the local AWS. */
export class Monitor {
  private readonly aws: LocalAws;
  private readonly stackName: string;

  /** @param stackName the stack that the monitor is in, and no other function */
  constructor(aws: LocalAws, stackName: string) {
    this.aws = aws;
    this.stackName = stackName;
  }

  /** Has it look at everything, without waiting for its schedule. */
  async poll(): Promise<void> {
    const [name] = await this.physicalIds('AWS::Lambda::Function');
    await awsRequest(this.aws.env, { service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body: {} });
  }

  /** Its alarms as they are now: CloudWatch looks at them when it gets data. */
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
