import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../local/aws/command.ts';
import { cdk } from '../cdk.ts';
import type { Account } from './account.ts';
import type { Branch } from './branch.ts';
import { CloudFormation, type StackEvent } from './cloudformation.ts';
import { CodeConnections } from './codeconnections.ts';
import { Lab } from './lab.ts';
import type { Answers } from './questions.ts';
import { type Masks, mask, type Observation, type Results, type Timing, UNEXPECTED } from './report.ts';
import type { Inquiry, Life, Scenario, Step } from './scenarios.ts';
import { branchOf, nameOf, type Settings, type StackName, type Variant } from './settings.ts';
import { filesOf } from './sync-experiments.ts';

const APP = 'npx tsx --tsconfig ../../examples/typescript/tsconfig.json app.ts';
/** Resources whose statuses and times are of interest: those of this service and of the library. */
const OWN_TYPE = /^(AWS::Code|Custom::CodeConnections|AWS::CloudFormation::Stack$)/;

/** Runs the scenarios in one account, sees what happens, and destroys what it has made. */
export class Runner {
  private readonly observations: Observation[] = [];
  private readonly timings: Timing[] = [];
  private readonly cloudFormation: CloudFormation;
  private readonly codeConnections: CodeConnections;
  private readonly output = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-test-aws-'));
  private readonly account: Account;
  private readonly settings: Settings;
  private readonly interrupted: AbortSignal;
  private readonly log: (line: string) => void;
  private readonly lab: Lab;
  private readonly makeBranch: ((name: string) => Branch) | undefined;

  /** @param makeBranch makes a branch in the repository, if that is possible */
  constructor(
    account: Account,
    settings: Settings,
    interrupted: AbortSignal,
    log: (line: string) => void,
    makeBranch?: (name: string) => Branch,
  ) {
    this.account = account;
    this.settings = settings;
    this.interrupted = interrupted;
    this.log = log;
    this.makeBranch = makeBranch;
    this.lab = new Lab(account, settings, interrupted);
    this.cloudFormation = new CloudFormation(account);
    this.codeConnections = new CodeConnections(account);
  }

  async run(scenarios: readonly Scenario[]): Promise<Results> {
    try {
      for (const scenario of scenarios) {
        if (this.interrupted.aborted) break;
        await ('stack' in scenario ? this.life(scenario) : this.inquiry(scenario));
      }
    } finally {
      rmSync(this.output, { recursive: true, force: true });
    }
    return { observations: this.observations, timings: this.timings, answers: this.maskedAnswers() };
  }

  /** Questions, and the end of what was made for them. */
  private async inquiry({ name, ask }: Inquiry): Promise<void> {
    this.log(`${name}: questions`);
    await this.attempt(`${name}: questions broken off`, () => ask(this.lab));
    await this.attempt(`${name}: NOT DELETED`, async () => {
      await this.lab.cleanUp();
      this.seeLeft(`${name}: deleted`, await this.codeConnections.left(this.settings));
    });
  }

  /** A stack from its creation to its end, which comes whatever has gone wrong before. */
  private async life(scenario: Life): Promise<void> {
    if (scenario.ask && !this.makeBranch) {
      this.log(`${scenario.name}: left out, since it takes --clone`);
      return;
    }
    const branch = scenario.ask && this.makeBranch?.(branchOf(this.settings));
    const stackName = nameOf(this.settings, scenario.stack);
    if (await this.cloudFormation.stack(stackName)) throw new Error(`the stack ${stackName} exists already`);
    await this.attempt(`${scenario.name}: broken off`, async () => {
      branch?.push(filesOf('first'));
      for (const step of scenario.steps) {
        if (this.interrupted.aborted || !(await this.deploy(scenario, step))) return;
      }
      if (branch) {
        this.log(`${scenario.name}: questions`);
        await scenario.ask?.(this.lab, branch, (step) => this.deploy(scenario, step));
      }
    });
    await this.attempt(`${scenario.name}: NOT DESTROYED`, () => this.destroy(scenario));
    if (branch) await this.attempt(`${scenario.name}: BRANCH NOT REMOVED`, async () => branch.remove());
  }

  /** An error is something that was seen, too: the other scenarios go on. */
  private async attempt(step: string, body: () => Promise<void>): Promise<void> {
    await body().catch((error: Error) => {
      this.see(step, UNEXPECTED, error.message);
      this.log(`  ${step}: ${error.message}`);
    });
  }

  /** Deploys a step, and looks at what has become of it. Returns whether the next one makes sense. */
  private async deploy(scenario: Life, { name, deploy, fails = false }: Step): Promise<boolean> {
    const step = `${scenario.name}: ${name}`;
    const stackName = nameOf(this.settings, scenario.stack);
    this.log(step);
    const known = new Set((await this.eventsOf(stackName)).map(({ id }) => id));
    const { exitCode, output } = await this.timed(step, 'cdk deploy', () =>
      this.cdk(
        scenario.stack,
        deploy,
        ['deploy', '--require-approval', 'never', '--progress', 'events'],
        this.interrupted,
      ),
    );
    const stack = await this.cloudFormation.settled(stackName);
    const events = (await this.eventsOf(stackName)).filter(({ id }) => !known.has(id));
    this.see(step, 'cdk deploy', exitCode === 0 ? 'succeeds' : 'fails');
    this.see(step, 'stack', stack?.status ?? 'none');
    this.seeEvents(step, events);
    for (const [output, value] of Object.entries(stack?.outputs ?? {})) this.see(step, `output ${output}`, value);
    const answers = stack ? await this.codeConnections.read(this.settings, scenario.stack, stack.outputs) : {};
    for (const [operation, answer] of Object.entries(answers)) this.seeAnswer(step, operation, answer);
    const expected = (exitCode !== 0) === fails;
    if (!expected) {
      this.see(step, UNEXPECTED, fails ? 'it was to fail' : 'it was to succeed');
      this.show(output);
    }
    return expected;
  }

  private async destroy({ name, stack: what, steps }: Life): Promise<void> {
    const step = `${name}: destroyed`;
    const stackName = nameOf(this.settings, what);
    this.log(step);
    // Git sync may have made the stack that it keeps in sync. It goes first, while there is the role that may delete it.
    if (what === 'git-sync') await this.deleteSyncedStack(step);
    if (!(await this.cloudFormation.settled(stackName))) return;
    const { exitCode, output } = await this.timed(step, 'cdk destroy', () =>
      this.cdk(what, steps[0].deploy, ['destroy', '--force']),
    );
    if (exitCode !== 0) this.show(output);
    const stack = await this.cloudFormation.settled(stackName);
    this.see(step, 'cdk destroy', exitCode === 0 ? 'succeeds' : 'fails');
    this.see(step, 'stack', stack?.status ?? 'none');
    if (what === 'git-sync') await this.deleteSyncedStack(step);
    this.seeLeft(step, await this.codeConnections.left(this.settings), ...(stack ? [`stack ${stackName}`] : []));
  }

  private seeLeft(step: string, left: readonly string[], ...stacks: string[]): void {
    this.see(step, 'what is left', left.join(', ') || 'nothing');
    for (const name of [...left, ...stacks]) this.log(`  LEFT BEHIND: ${name}`);
  }

  private async deleteSyncedStack(step: string): Promise<void> {
    const name = nameOf(this.settings, 'synced');
    if (!(await this.cloudFormation.stack(name))) return;
    this.see(step, 'stack that Git sync has made', 'is there');
    const left = await this.cloudFormation.delete(name);
    if (left) this.log(`  LEFT BEHIND: stack ${name}, ${left.status}`);
  }

  private async cdk(stack: StackName, variant: Variant, args: string[], signal?: AbortSignal): Promise<CommandResult> {
    const context = { settings: JSON.stringify(this.settings), stack, variant };
    return cdk(
      [
        ...args,
        ...['--app', APP, '--output', this.output],
        ...Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]),
      ],
      { cwd: import.meta.dirname, env: this.account.env, signal },
    );
  }

  /** What the CLI says, for the person who looks on. */
  private show(output: string): void {
    this.log(output.replaceAll(/^/gm, '  │ '));
  }

  private seeEvents(step: string, events: readonly StackEvent[]): void {
    const own = events.filter(({ type }) => OWN_TYPE.test(type));
    for (const id of new Set(own.map(({ logicalId }) => logicalId))) {
      const ofOne = own.filter(({ logicalId }) => logicalId === id);
      const { type } = ofOne[0];
      const what = type === 'AWS::CloudFormation::Stack' ? 'stack' : `${this.nameOf(id)} (${type})`;
      this.see(step, `statuses of ${what}`, [...new Set(ofOne.map(({ status }) => status))].join(', '));
      const [first, last] = [ofOne[0].at.getTime(), ofOne[ofOne.length - 1].at.getTime()];
      this.timings.push({ step, what, seconds: (last - first) / 1000 });
    }
    for (const { logicalId, status, reason } of events) {
      if (status.endsWith('_FAILED')) this.see(step, `why ${this.nameOf(logicalId)} is ${status}`, reason);
    }
  }

  /** A logical id without the hash of the CDK, and without the suffix of the run, which some have. */
  private nameOf(logicalId: string): string {
    return logicalId.replace(/[0-9A-F]{8}$/, '').replace(this.settings.suffix, '');
  }

  /** A response of the API, each of its members on its own. */
  private seeAnswer(step: string, what: string, answer: unknown): void {
    if (answer === null || typeof answer !== 'object') {
      this.see(step, what, isTime(what, answer) ? '<time>' : String(answer));
      return;
    }
    const entries = Object.entries(answer);
    if (entries.length === 0) this.see(step, what, JSON.stringify(answer));
    const members = Array.isArray(answer)
      ? sortedByKey(answer).map((member, i) => [String(i), member] as const)
      : entries;
    for (const [key, value] of members) this.seeAnswer(step, `${what}.${key}`, value);
  }

  private see(step: string, what: string, value: string): void {
    const masks = this.masks();
    this.observations.push({ step, what: mask(what, masks), value: mask(value, masks) });
  }

  private async timed<T>(step: string, what: string, body: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await body();
    this.timings.push({ step, what, seconds: (performance.now() - started) / 1000 });
    return result;
  }

  private async eventsOf(stackName: string): Promise<StackEvent[]> {
    return (await this.cloudFormation.stack(stackName)) ? this.cloudFormation.events(stackName) : [];
  }

  private maskedAnswers(): Answers {
    const masks = this.masks();
    return Object.fromEntries(Object.entries(this.lab.answers).map(([name, text]) => [name, mask(text, masks)]));
  }

  private masks(): Masks {
    const { id, region } = this.account;
    const { owner, repository, connectionName, suffix, prefix } = this.settings;
    return [
      [id, '<account>'],
      [region, '<region>'],
      [suffix, '<suffix>'],
      [prefix, '<prefix>'],
      [owner, '<owner>'],
      [repository, '<repository>'],
      [connectionName, '<connection>'],
    ];
  }
}

/** Members of a list in an order that is the same each time: tags, for example, have none. */
function sortedByKey(list: readonly unknown[]): unknown[] {
  return list
    .map((member) => [JSON.stringify(member), member] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, member]) => member);
}

function isTime(what: string, value: unknown): boolean {
  return typeof value === 'number' && /(At|Time)$/.test(what);
}
