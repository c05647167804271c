import { setTimeout as sleep } from 'node:timers/promises';
import { element, elements } from '../../local/aws/xml.ts';
import type { Account } from './account.ts';

export interface StackEvent {
  readonly id: string;
  readonly at: Date;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

export interface DeployedStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const VERSION = '2010-05-15';
const POLL_MILLISECONDS = { AWS: 3000, 'local AWS': 250 };

/** What CloudFormation says of the stacks of an account. */
export class CloudFormation {
  private readonly account: Account;

  constructor(account: Account) {
    this.account = account;
  }

  /** A stack, unless there is none, or none any more. */
  async stack(name: string): Promise<DeployedStack | undefined> {
    const xml = await this.call('DescribeStacks', { StackName: name }).catch((error: Error) => {
      if (/does not exist/.test(error.message)) return '';
      throw error;
    });
    const status = element(xml, 'StackStatus');
    if (!status || status === 'DELETE_COMPLETE') return undefined;
    const outputs = elements(xml, 'Outputs').flatMap((list) => elements(list, 'member'));
    return {
      status,
      outputs: Object.fromEntries(outputs.map((xml) => [element(xml, 'OutputKey'), element(xml, 'OutputValue')])),
    };
  }

  /** The events of a stack, oldest first. */
  async events(name: string): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    let token = '';
    do {
      const xml = await this.call('DescribeStackEvents', { StackName: name, ...(token && { NextToken: token }) });
      const page = elements(xml, 'StackEvents').flatMap((list) => elements(list, 'member'));
      events.push(...page.map(eventOf));
      token = element(xml, 'NextToken');
    } while (token);
    return events.reverse();
  }

  /** Ends when nothing is going on with a stack. */
  async settled(name: string): Promise<DeployedStack | undefined> {
    for (;;) {
      const stack = await this.stack(name);
      if (!stack || !isBusy(stack.status)) return stack;
      await sleep(POLL_MILLISECONDS[this.account.name]);
    }
  }

  /** The stacks of runs: those of a prefix and the suffix of a run that have the tag, or that Git sync has updated. */
  async ofRuns(prefix: string, tag: string): Promise<string[]> {
    const names: string[] = [];
    let token = '';
    do {
      const xml = await this.call('DescribeStacks', token ? { NextToken: token } : {});
      for (const stack of elements(xml, 'Stacks').flatMap((list) => elements(list, 'member'))) {
        const name = element(stack, 'StackName');
        const [, what] = /^(.*)-[0-9a-f]{8}$/.exec(name) ?? [];
        if (what === `${prefix}-synced` || (what?.startsWith(`${prefix}-`) && stack.includes(`<Key>${tag}</Key>`))) {
          names.push(name);
        }
      }
      token = element(xml, 'NextToken');
    } while (token);
    return names;
  }

  async create(name: string, template: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const members = Object.entries(tags).flatMap(([key, value], i) => [
      [`Tags.member.${i + 1}.Key`, key],
      [`Tags.member.${i + 1}.Value`, value],
    ]);
    await this.call('CreateStack', { StackName: name, TemplateBody: template, ...Object.fromEntries(members) });
  }

  /** Updates a stack as somebody who is not Git sync. */
  async update(name: string, template: string): Promise<DeployedStack | undefined> {
    await this.call('UpdateStack', { StackName: name, TemplateBody: template });
    return this.settled(name);
  }

  /** The physical id of a resource. */
  async resource(stack: string, logicalId: string): Promise<string> {
    const xml = await this.call('DescribeStackResource', { StackName: stack, LogicalResourceId: logicalId });
    return element(xml, 'PhysicalResourceId');
  }

  /** Deletes a stack that Git sync has made. */
  async delete(name: string): Promise<DeployedStack | undefined> {
    await this.settled(name);
    await this.call('DeleteStack', { StackName: name });
    return this.settled(name);
  }

  private call(action: string, parameters: Record<string, string>): Promise<string> {
    return this.account.request({
      service: 'cloudformation',
      parameters: { Action: action, Version: VERSION, ...parameters },
    });
  }
}

/** A stack in review waits for a change set, perhaps forever. */
function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

function eventOf(xml: string): StackEvent {
  return {
    id: element(xml, 'EventId'),
    at: new Date(element(xml, 'Timestamp')),
    logicalId: element(xml, 'LogicalResourceId'),
    type: element(xml, 'ResourceType'),
    status: element(xml, 'ResourceStatus'),
    reason: element(xml, 'ResourceStatusReason'),
  };
}
