import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAwsClient, SyncResult } from 'cdk-codeconnections-local';
import { detail, table } from './terminal.ts';

/** A stack that Git sync deploys from a repository, whose files are in a folder. */
export class SyncedStack {
  private readonly aws: LocalAwsClient;
  private readonly folder: string;
  private readonly name: string;

  constructor(aws: LocalAwsClient, name: string, folder: string) {
    this.aws = aws;
    this.name = name;
    this.folder = folder;
  }

  /** Pushes the files of the repository, with a change of the template; returns the commit. */
  async push(change: (template: string) => string = (template) => template): Promise<string> {
    const read = (path: string) => readFile(join(this.folder, path), 'utf8');
    const files = {
      'deploy/prod.yaml': await read('deploy/prod.yaml'),
      'template.yaml': change(await read('template.yaml')),
    };
    return this.aws.push({ repository: 'my-org/infra', branch: 'main', files });
  }

  /** Updates the stack with a change of the template of its repository, as somebody would who goes round Git. */
  async updateByHand(change: (template: string) => string): Promise<void> {
    const TemplateBody = change(await readFile(join(this.folder, 'template.yaml'), 'utf8'));
    const kept = { 'Parameters.member.1.ParameterKey': 'Stage', 'Parameters.member.1.UsePreviousValue': 'true' };
    const parameters = { Action: 'UpdateStack', Version: '2010-05-15', StackName: this.name, TemplateBody, ...kept };
    await this.aws.request({ service: 'cloudformation', parameters });
    while ((await this.aws.stack(this.name))?.status.endsWith('_IN_PROGRESS')) await sleep(100);
  }

  /** Prints the end of the sync to a commit, and the state of the stack. */
  async show(sha: string, expected: SyncResult['status']): Promise<void> {
    const { status, events } = await this.syncTo(sha);
    table([
      ['synced stack', 'commit', 'status', 'last event'],
      [this.name, sha.slice(0, 7), status, events.at(-1) ?? ''],
    ]);
    await this.showState();
    if (status !== expected) throw new Error(`the sync of the stack is ${status}, and should be ${expected}`);
  }

  /** Prints the topics of the stack, and its sync blockers. */
  async showState(): Promise<void> {
    const topics = (await this.resources()).filter(({ type }) => type === 'AWS::SNS::Topic');
    detail(`CloudFormation has in the stack: ${topics.map(({ physicalId }) => physicalId.split(':')[5]).join(', ')}`);
    const blockers = await this.aws.syncBlockers({ stackName: this.name });
    const rows = blockers.map(({ createdReason, status: state, resolvedReason = '' }) => [
      createdReason,
      state,
      resolvedReason,
    ]);
    if (rows.length > 0) table([['sync blocker', 'status', 'resolved with the reason'], ...rows]);
    else detail('There is no sync blocker.');
  }

  /** The sync to a commit, once it has ended. */
  syncTo(sha: string): Promise<SyncResult> {
    return this.aws.syncResult({ stackName: this.name, sha });
  }

  private async resources() {
    return (await this.aws.stack(this.name))?.resources ?? [];
  }
}
