import type { LocalAwsClient } from 'cdk-codeconnections-local';

export interface Alarm {
  readonly name: string;
  readonly description: string;
  /** Such as ALARM. */
  readonly state: string;
}

interface MetricAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly StateValue: string;
}

/** A SyncMonitor that is deployed to the local AWS. */
export class Monitor {
  private readonly aws: LocalAwsClient;
  private readonly stackName: string;

  /** @param stackName the stack of the monitor, which has no other function */
  constructor(aws: LocalAwsClient, stackName: string) {
    this.aws = aws;
    this.stackName = stackName;
  }

  /** Starts a poll, without waiting for the schedule. */
  async poll(): Promise<void> {
    const [name] = await this.physicalIds('AWS::Lambda::Function');
    await this.aws.request({ service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body: {} });
  }

  /** Its alarms in their current state. CloudWatch evaluates them when it gets data. */
  async alarms(): Promise<Alarm[]> {
    const AlarmNames = await this.physicalIds('AWS::CloudWatch::Alarm');
    const { MetricAlarms } = await this.aws.request<{ MetricAlarms: MetricAlarm[] }>({
      service: 'monitoring',
      target: 'GraniteServiceVersion20100801.DescribeAlarms',
      body: { AlarmNames, MaxRecords: 100 },
    });
    return MetricAlarms.map(({ AlarmName, AlarmDescription = '', StateValue }) => ({
      name: AlarmName,
      description: AlarmDescription,
      state: StateValue,
    }));
  }

  /** The page that shows its dashboard. */
  async dashboardUrl(): Promise<string> {
    const [name] = await this.physicalIds('AWS::CloudWatch::Dashboard');
    const home = 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1';
    return this.aws.consoleUrl(`${home}#dashboards/dashboard/${name}`);
  }

  private async physicalIds(type: string): Promise<string[]> {
    const resources = (await this.aws.stack(this.stackName))?.resources ?? [];
    return resources.filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);
  }
}
