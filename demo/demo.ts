/**
 * `npm run demo`: deploys examples/typescript/git-synced-stack to the local AWS that runs it, with the stock cdk CLI, and
 * completes the handshake that the deployment waits for. A push updates a stack; a change by hand blocks the next push,
 * the monitor announces it, and a deployment resolves it. At the end everything is destroyed, and nothing may be left.
 * With `--verbose` it prints what the CLI prints.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectLocalAws, type LocalAwsClient } from 'cdk-codeconnections-local';
import { type Inbox, openInbox } from './inbox.ts';
import { inventory } from './inventory.ts';
import { Monitor } from './monitor.ts';
import { SyncedStack } from './synced-stack.ts';
import { detail, headline, table } from './terminal.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'typescript', 'git-synced-stack');
const CDK = join(import.meta.dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');
const CODECONNECTIONS = 'com.amazonaws.codeconnections.CodeConnections_20231201';
const [STACK, MONITOR] = ['git-synced-stack', 'git-sync-monitor'];
const REASON = 'the topic is gone from the template, too';
const DEPLOY = ['--require-approval', 'never', '--progress', 'events'];
/** The time for a user at a terminal to act, before the demo goes on by itself. */
const USER_SECONDS = process.stdin.isTTY && !process.env.CI ? 15 : 0;

/** The longest time that a message may take. */
const MESSAGE_TIMEOUT_SECONDS = 120;

const { verbose } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } }).values;
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

await main().catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const aws = connectLocalAws();
  const before = await inventory(aws);
  const inbox = await openInbox(aws);
  try {
    headline(
      `Deploying examples/typescript/git-synced-stack with the cdk CLI${verbose ? '' : ' (its output: npm run demo -- --verbose)'}`,
    );
    const deploy = (...args: string[]) => runCdk(aws, 'deploy', ...DEPLOY, '-c', `subscriber=${inbox.url}`, ...args);
    const deployment = deploy('--concurrency', '2', '--all');
    await Promise.race([deployment, handshake(aws, inbox).then(() => deployment)]); // the deployment can fail before there is a message
    await show(aws);
    await syncScene(aws, inbox, () => deploy(STACK, '-c', `resolve=${REASON}`));
    headline('Destroying the stacks');
    await runCdk(aws, 'destroy', '--app', 'cdk.out', '--force', '--concurrency', '2', '--all'); // the app of the last deployment
  } finally {
    await inbox.close();
  }

  headline('What is left in the account');
  const after = await inventory(aws);
  for (const [kind, names] of Object.entries(after)) {
    const left = names.filter((name) => !before[kind].includes(name));
    if (left.length > 0) throw new Error(`left behind: ${kind}: ${left.join(', ')}`);
  }
  detail(`nothing: no ${Object.keys(after).join(', no ')}`);
  headline('Done: the local AWS stops, and nothing is left running');
}

/** A push updates the stack, a change by hand blocks the next push, and a deployment resolves the blocker. */
async function syncScene(aws: LocalAwsClient, inbox: Inbox, resolve: () => Promise<void>): Promise<void> {
  const prod = new SyncedStack(aws, 'prod', join(EXAMPLE, 'repository'));
  const monitor = new Monitor(aws, MONITOR);

  headline('A push to the repository: Git sync updates the stack prod');
  await prod.show(await prod.push(), 'SUCCEEDED');
  await monitor.poll();

  headline('Somebody updates the stack by hand: the next push starts no sync');
  const messages = inbox.count;
  const withoutInvoices = (template: string) => template.replace(/\n {2}Invoices:.*/s, '');
  await prod.updateByHand(withoutInvoices);
  const sha = await prod.push(withoutInvoices);
  await prod.showState();

  headline('The next look of the monitor finds the problem, and announces it, once:');
  await monitor.poll();
  quote(await message(inbox, /is blocked/));
  await aws.passTime(5); // instead of waiting for the next poll
  await monitor.poll();
  await showAlarms(monitor, ['ActiveBlockers']);
  detail(`The dashboard: ${await monitor.dashboardUrl()}`);
  if (USER_SECONDS > 0) {
    detail(`Open it, or press Enter to go on. In ${USER_SECONDS} seconds the demo goes on by itself.`);
    await enter(new Promise(() => {}));
  }

  headline(`The next deployment has a SyncBlockerResolution: ${REASON}`);
  await resolve();
  await prod.show(sha, 'SUCCEEDED');
  quote(await message(inbox, /Resolved: /));
  await aws.passTime(10);
  await monitor.poll();
  await showAlarms(monitor, []);
  if (inbox.count > messages + 2) throw new Error('the topic has more than one message for each announcement');
}

/** Completes the handshake that a message to the topic asks for. */
async function handshake(aws: LocalAwsClient, inbox: Inbox): Promise<void> {
  const text = await message(inbox, /https:\/\/\S+\/connections\/\S+/);
  headline('The deployment waits for the handshake. The message to the topic:');
  quote(text);
  const [link] = text.match(/https:\/\/\S+\/connections\/\S+/) ?? [''];
  detail(`On the local AWS that page is ${aws.consoleUrl(link)}`);
  if (USER_SECONDS > 0) {
    detail(`Open it and complete the connection, or press Enter. In ${USER_SECONDS} seconds the demo does it.`);
    await completedByUser(aws);
  }
  const completed = await aws.completeAll();
  detail(`${completed.length > 0 ? 'The demo has' : 'You have'} completed the handshake.`);
}

/** Ends when the user has completed the handshake or pressed Enter, or the time is up. */
async function completedByUser(aws: LocalAwsClient): Promise<void> {
  const done = new AbortController();
  const page = (async () => {
    while (!done.signal.aborted && (await isPending(aws))) await sleep(250);
  })();
  await enter(page).finally(() => done.abort());
}

/** Ends when the user presses Enter, the time is up, or another promise has settled. */
async function enter(other: Promise<unknown>): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const done = AbortSignal.any([interrupted.signal, AbortSignal.timeout(USER_SECONDS * 1000)]);
  const pressed = once(input, 'line', { signal: done }).catch(() => undefined);
  await Promise.race([pressed, other]).finally(() => input.close());
}

/** The next message that matches a pattern. */
function message(inbox: Inbox, pattern: RegExp): Promise<string> {
  const late = sleep(MESSAGE_TIMEOUT_SECONDS * 1000, undefined, { ref: false }).then(() => {
    throw new Error(`no message says ${pattern} within ${MESSAGE_TIMEOUT_SECONDS} seconds`);
  });
  return Promise.race([inbox.next(pattern), late]);
}

function quote(text: string): void {
  for (const line of text.trimEnd().split('\n')) detail(`│ ${line}`);
}

async function showAlarms(monitor: Monitor, expected: readonly string[]): Promise<void> {
  const alarms = await monitor.alarms();
  table([['alarm', 'state'], ...alarms.map(({ description, state }) => [description, state])]);
  const on = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  const isAsExpected =
    on.length === expected.length && expected.every((part) => on.some((name) => name.includes(part)));
  if (!isAsExpected) throw new Error(`in ALARM are ${on.join(', ')}, and should be ${expected.join(', ') || 'none'}`);
}

async function isPending(aws: LocalAwsClient): Promise<boolean> {
  return (await aws.pendingConnections({ atLeast: 0 })).length > 0;
}

async function show(aws: LocalAwsClient): Promise<void> {
  headline('What exists now, read back through the API');
  const call = <T>(operation: string, body: object = {}) =>
    aws.request<T>({ service: 'codeconnections', target: `${CODECONNECTIONS}.${operation}`, body });
  const { Connections } = await call<{ Connections: Connection[] }>('ListConnections');
  table([
    ['connection', 'provider', 'status'],
    ...Connections.map((one) => [one.ConnectionName, one.ProviderType, one.ConnectionStatus]),
  ]);
  const { RepositoryLinks } = await call<{ RepositoryLinks: RepositoryLink[] }>('ListRepositoryLinks');
  table([
    ['repository', 'link', 'connection'],
    ...RepositoryLinks.map((link) => [
      `${link.OwnerId}/${link.RepositoryName}`,
      link.RepositoryLinkId,
      Connections.find(({ ConnectionArn }) => ConnectionArn === link.ConnectionArn)?.ConnectionName ?? '',
    ]),
  ]);
  const [{ RepositoryLinkId }] = RepositoryLinks;
  const { SyncConfigurations } = await call<{ SyncConfigurations: SyncConfiguration[] }>('ListSyncConfigurations', {
    RepositoryLinkId,
    SyncType: 'CFN_STACK_SYNC',
  });
  table([
    ['synced stack', 'branch', 'deployment file', 'role'],
    ...SyncConfigurations.map((sync) => [sync.ResourceName, sync.Branch, sync.ConfigFile, sync.RoleArn.split('/')[1]]),
  ]);
  if (SyncConfigurations.length === 0) throw new Error('the deployment made no sync configuration');
}

type Connection = Record<'ConnectionArn' | 'ConnectionName' | 'ProviderType' | 'ConnectionStatus', string>;
type RepositoryLink = Record<'OwnerId' | 'RepositoryName' | 'RepositoryLinkId' | 'ConnectionArn', string>;
type SyncConfiguration = Record<'ResourceName' | 'Branch' | 'ConfigFile' | 'RoleArn', string>;

async function runCdk(aws: LocalAwsClient, command: string, ...args: string[]): Promise<void> {
  const { exitCode, output } = await aws.run(process.execPath, [CDK, command, ...args], {
    cwd: EXAMPLE,
    env: { FORCE_COLOR: '0', NO_COLOR: '1' },
    onLine: (line) => {
      const text = readable(line);
      if (text) detail(text);
    },
    signal: interrupted.signal,
  });
  if (interrupted.signal.aborted) throw new Error('interrupted');
  if (exitCode !== 0) throw new Error(`cdk ${command} ended with exit code ${exitCode}:\n${output}`);
}

/** What is shown of a line of the CLI: all of it if that is asked for, otherwise that a stack is done. */
function readable(line: string): string {
  return verbose || /^ ?✅ |: destroyed$/.test(line) ? line.trim() : '';
}
