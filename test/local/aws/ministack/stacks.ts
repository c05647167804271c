import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';

const POLL = 50;
const DEADLINE = 30_000;

/** A template's resources and outputs. */
export interface Template {
  readonly Resources: Record<string, { Type: string; Properties?: unknown; [attribute: string]: unknown }>;
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
}

export interface StackEvent {
  readonly logicalId: string;
  readonly status: string;
  readonly reason: string;
  readonly physicalId: string;
}

/** Stacks, by the API of CloudFormation alone: no CLI, no SDK. */
export class Stacks {
  private readonly aws: { readonly env: AwsEnvironment };

  /** @param aws the local AWS, which may start later */
  constructor(aws: { readonly env: AwsEnvironment }) {
    this.aws = aws;
  }

  /** Creates a stack and waits for the end; returns its outputs. */
  async create(name: string, template: Template): Promise<Record<string, string>> {
    await this.begin('CreateStack', name, template);
    return this.outputs(name, 'CREATE_COMPLETE');
  }

  /** Updates a stack and waits for the end; returns its outputs. */
  async update(name: string, template: Template): Promise<Record<string, string>> {
    await this.begin('UpdateStack', name, template);
    return this.outputs(name, 'UPDATE_COMPLETE');
  }

  /** Deletes a stack and waits until it is gone. */
  async delete(name: string): Promise<void> {
    await this.call('DeleteStack', { StackName: name });
    const status = await this.settled(name);
    if (status !== 'DELETE_COMPLETE') throw new Error(`${name} is ${status}: ${await this.reasons(name)}`);
  }

  /** Starts an operation and does not wait. */
  begin(action: 'CreateStack' | 'UpdateStack', name: string, template: Template): Promise<string> {
    const body = JSON.stringify(template);
    return this.call(action, { StackName: name, TemplateBody: body, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
  }

  /** Creates a stack that is meant to fail; returns why, resource by resource, after the rollback. */
  async failure(action: 'CreateStack' | 'UpdateStack', name: string, template: Template): Promise<string> {
    await this.begin(action, name, template);
    const status = await this.settled(name);
    if (!status.endsWith('ROLLBACK_COMPLETE')) throw new Error(`${name} did not fail: ${status}`);
    return this.reasons(name);
  }

  /** The status in which an operation leaves the stack. */
  async settled(name: string): Promise<string> {
    const deadline = performance.now() + DEADLINE;
    for (;;) {
      const status = await this.status(name);
      if (!status.endsWith('_IN_PROGRESS')) return status;
      if (performance.now() > deadline) throw new Error(`${name} is still ${status}`);
      await sleep(POLL);
    }
  }

  async status(name: string): Promise<string> {
    const description = await this.call('DescribeStacks', { StackName: name }).catch((error: Error) => error.message);
    return description.includes('does not exist') ? 'DELETE_COMPLETE' : text(description, 'StackStatus');
  }

  /** The events of a stack, oldest first. */
  async events(name: string): Promise<StackEvent[]> {
    const response = await this.call('DescribeStackEvents', { StackName: name });
    return [...response.matchAll(/<member>(.*?)<\/member>/gs)]
      .map(([, event]) => ({
        logicalId: text(event, 'LogicalResourceId'),
        status: text(event, 'ResourceStatus'),
        reason: text(event, 'ResourceStatusReason'),
        physicalId: text(event, 'PhysicalResourceId'),
      }))
      .reverse();
  }

  call(action: string, parameters: Record<string, string>): Promise<string> {
    const query = { Action: action, Version: '2010-05-15', ...parameters };
    return awsRequest<string>(this.aws.env, { service: 'cloudformation', parameters: query });
  }

  private async reasons(name: string): Promise<string> {
    const failed = (await this.events(name)).filter(({ status }) => status.endsWith('_FAILED'));
    return failed.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join('\n');
  }

  private async outputs(name: string, expected: string): Promise<Record<string, string>> {
    const status = await this.settled(name);
    if (status !== expected) throw new Error(`${name} is ${status}: ${await this.reasons(name)}`);
    const description = await this.call('DescribeStacks', { StackName: name });
    const outputs = description.matchAll(/<OutputKey>(.*?)<\/OutputKey>\s*<OutputValue>(.*?)<\/OutputValue>/gs);
    return Object.fromEntries([...outputs].map(([, key, value]) => [key, value]));
  }
}

/** The text of the first element of a name; empty when there is none. */
function text(xml: string, name: string): string {
  const value = xml.match(new RegExp(`<${name}>(.*?)</${name}>`, 's'))?.[1] ?? '';
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
