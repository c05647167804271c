import { setTimeout as sleep } from 'node:timers/promises';
import { AwsRequestError } from '../../local/aws/aws-request.ts';
import type { Account } from './account.ts';
import { CloudFormation } from './cloudformation.ts';
import { CodeConnections, type Service } from './codeconnections.ts';
import type { QuestionName } from './questions.ts';
import { nameOf, type Settings, TAG } from './settings.ts';

/** An answer of the API: an output, or an error. */
export interface Reply {
  // biome-ignore lint/suspicious/noExplicitAny: what the service says is what is looked at
  readonly output: any;
  /** `200`, or the status and the code of the error. */
  readonly result: string;
}

/** How long something is waited for that may never come, in seconds. */
const PATIENCE = { AWS: 300, 'local AWS': 3 };
const PAUSE_MILLISECONDS = { AWS: 5000, 'local AWS': 100 };

/** What the experiments work with in one account. It remembers what they make, and their answers. */
export class Lab {
  readonly answers: Partial<Record<QuestionName, string>> = {};
  readonly cloudFormation: CloudFormation;
  readonly settings: Settings;
  readonly syncedStack: string;
  private readonly account: Account;
  private readonly interrupted: AbortSignal;
  private readonly codeConnections: CodeConnections;
  private readonly made: string[] = [];

  constructor(account: Account, settings: Settings, interrupted: AbortSignal) {
    this.account = account;
    this.settings = settings;
    this.interrupted = interrupted;
    this.cloudFormation = new CloudFormation(account);
    this.codeConnections = new CodeConnections(account);
    this.syncedStack = nameOf(settings, 'synced');
  }

  answer(question: QuestionName, answer: string): void {
    this.answers[question] = answer;
  }

  async call(operation: string, input: object, service: Service = 'codeconnections'): Promise<Reply> {
    this.interrupted.throwIfAborted();
    try {
      return { output: await this.codeConnections.send(service, operation, input), result: '200' };
    } catch (error) {
      if (!(error instanceof AwsRequestError)) throw error;
      return { output: undefined, result: `${error.status} ${codeOf(error.response)}` };
    }
  }

  /** Creates a connection or a host, which is deleted at the end, with the tag of the run. */
  async create(operation: 'CreateConnection' | 'CreateHost', input: object): Promise<Reply> {
    const reply = await this.call(operation, { ...input, Tags: [{ Key: TAG, Value: this.settings.suffix }] });
    return this.remembered(reply);
  }

  /** The same without any tags: its name has the suffix of the run. */
  async createUntagged(operation: 'CreateConnection', input: object): Promise<Reply> {
    return this.remembered(await this.call(operation, input));
  }

  /** Polls until there is something, or patience is at an end. */
  async within<T>(poll: () => Promise<T | undefined>): Promise<T | undefined> {
    const end = Date.now() + PATIENCE[this.account.name] * 1000;
    for (;;) {
      const found = await poll();
      if (found !== undefined || Date.now() > end) return found;
      await sleep(PAUSE_MILLISECONDS[this.account.name], undefined, { signal: this.interrupted });
    }
  }

  /** Changes the topic of a stack behind its back. */
  async changeTopic(stack: string): Promise<void> {
    await this.account.request({
      service: 'sns',
      parameters: {
        Action: 'SetTopicAttributes',
        Version: '2010-03-31',
        TopicArn: await this.cloudFormation.resource(stack, 'Topic'),
        AttributeName: 'DisplayName',
        AttributeValue: 'changed by hand',
      },
    });
  }

  async cleanUp(): Promise<void> {
    // What was interrupted is cleaned up, too.
    for (const arn of this.made.splice(0)) await this.codeConnections.delete(arn);
  }

  private remembered(reply: Reply): Reply {
    const arn = reply.output?.ConnectionArn ?? reply.output?.HostArn;
    if (arn) this.made.push(arn);
    return reply;
  }
}

function codeOf(response: string): string {
  try {
    return String(JSON.parse(response).__type ?? 'without a code').replace(/^.*#/, '');
  } catch {
    return 'without JSON';
  }
}
