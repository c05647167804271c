/**
 * The library's main job, on the local AWS: deploys examples/typescript/git-sync with the stock cdk CLI, completes the
 * handshake that the deployment waits for, shows what exists, lets a push be synced, blocked and resolved, destroys it
 * all again, and proves that nothing is left.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { cdk } from './cdk.ts';
import { type HandshakeInbox, openHandshakeInbox } from './handshake-inbox.ts';
import { codeConnections, inventory } from './inventory.ts';
import { type LocalAws, localConsoleUrl, startLocalAws } from './local-aws.ts';
import { syncScene } from './sync-scene.ts';
import { detail, headline, table } from './terminal.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'typescript', 'git-sync');
const STACK = 'git-sync';
const DEPLOY = ['--require-approval', 'never', '--progress', 'events'];
/** How long a person at a terminal has, before the demo completes the handshake itself. */
const PATIENCE_SECONDS = process.stdin.isTTY && !process.env.CI ? 15 : 0;

/** How long the deployment may take to get as far as the message. */
const MESSAGE_TIMEOUT_SECONDS = 120;

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

await main().catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  headline('Starting the local AWS');
  const aws = await startLocalAws({ port: 0, simulatorPort: 0, log: detail });
  try {
    detail(`AWS at ${aws.endpoint}, the pages of the console at ${aws.simulator.url}`);
    await tour(aws);
  } finally {
    headline('Stopping the local AWS');
    await aws.stop();
  }
  headline('Done: nothing is left running');
}

async function tour(aws: LocalAws): Promise<void> {
  const before = await inventory(aws.env);
  const inbox = await openHandshakeInbox(aws.env);
  try {
    headline('Deploying examples/typescript/git-sync with the cdk CLI');
    const deploy = (...args: string[]) => runCdk(aws, 'deploy', ...DEPLOY, '-c', `subscriber=${inbox.url}`, ...args);
    const deployment = deploy();
    await Promise.race([deployment, handshake(aws, inbox).then(() => deployment)]); // it can fail before the message
    await show(aws);
    await syncScene(aws, (reason) => deploy('-c', `resolve=${reason}`));
    headline('Destroying the stack');
    await runCdk(aws, 'destroy', '--force');
  } finally {
    await inbox.close();
  }

  headline('What is left in the account');
  const after = await inventory(aws.env);
  for (const [kind, names] of Object.entries(after)) {
    const left = names.filter((name) => !before[kind].includes(name));
    if (left.length > 0) throw new Error(`left behind: ${kind}: ${left.join(', ')}`);
    detail(`no ${kind}`);
  }
}

/** Waits for the message to the topic, and completes the handshake that it asks for. */
async function handshake(aws: LocalAws, inbox: HandshakeInbox): Promise<void> {
  const late = sleep(MESSAGE_TIMEOUT_SECONDS * 1000, undefined, { ref: false }).then(() => {
    throw new Error(`the topic was told nothing within ${MESSAGE_TIMEOUT_SECONDS} seconds`);
  });
  const message = await Promise.race([inbox.next(), late]);
  headline('The deployment waits for a person. The topic was told:');
  for (const line of message.trimEnd().split('\n')) detail(`│ ${line}`);
  const link = message.match(/https:\/\/\S+\/connections\/\S+/)?.[0];
  if (!link) throw new Error('the message carries no link to the console');
  detail(`On the local AWS that page is ${localConsoleUrl(aws, link)}`);

  const arn = (await codeConnections(aws.env)).connections[0].ConnectionArn;
  if (PATIENCE_SECONDS > 0) {
    detail(`Open it and complete the connection, or press Enter. In ${PATIENCE_SECONDS} seconds the demo does it.`);
    await completedByPerson(aws);
  }
  if (await isPending(aws)) {
    aws.simulator.completeConnection(arn);
    detail('The demo has completed the handshake.');
  } else {
    detail('You have completed the handshake.');
  }
}

/** Ends when the page or Enter was used, or the time is up. */
async function completedByPerson(aws: LocalAws): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const done = new AbortController();
  const enter = once(input, 'line', { signal: done.signal });
  const page = (async () => {
    while (!done.signal.aborted && (await isPending(aws))) await sleep(250);
  })();
  await Promise.race([enter, page, sleep(PATIENCE_SECONDS * 1000, undefined, { signal: done.signal })]).finally(() => {
    done.abort();
    input.close();
  });
  await enter.catch(() => undefined);
}

async function isPending(aws: LocalAws): Promise<boolean> {
  return (await codeConnections(aws.env)).connections.some(({ ConnectionStatus }) => ConnectionStatus === 'PENDING');
}

async function show(aws: LocalAws): Promise<void> {
  headline('What exists now, read back through the API');
  const { connections, repositoryLinks, syncConfigurations } = await codeConnections(aws.env);
  table([
    ['connection', 'provider', 'status'],
    ...connections.map((c) => [c.ConnectionName, c.ProviderType, c.ConnectionStatus]),
  ]);
  table([
    ['repository', 'link', 'connection'],
    ...repositoryLinks.map((l) => [`${l.OwnerId}/${l.RepositoryName}`, l.RepositoryLinkId, name(l.ConnectionArn)]),
  ]);
  table([
    ['synced stack', 'branch', 'deployment file', 'role'],
    ...syncConfigurations.map((s) => [s.ResourceName, s.Branch, s.ConfigFile, s.RoleArn.split(':role/')[1]]),
  ]);
  if (syncConfigurations.length === 0) throw new Error('the deployment made no sync configuration');

  function name(arn: string): string {
    return connections.find((c) => c.ConnectionArn === arn)?.ConnectionName ?? arn;
  }
}

async function runCdk(aws: LocalAws, command: string, ...args: string[]): Promise<void> {
  const { exitCode } = await cdk([command, STACK, ...args], {
    cwd: EXAMPLE,
    env: aws.env,
    onLine: (line) => {
      const text = readable(line);
      if (text) detail(text);
    },
    signal: interrupted.signal,
  });
  if (interrupted.signal.aborted) throw new Error('interrupted');
  if (exitCode !== 0) throw new Error(`cdk ${command} ended with exit code ${exitCode}`);
}

/** The CLI's output, with its events reduced to what is finished, and without what says nothing here. */
function readable(line: string): string {
  const [, , , status, type, name] = line.split('|').map((part) => part.trim());
  if (status) return /_(COMPLETE|FAILED)$/.test(status) ? `${status.padEnd(16)} ${type.padEnd(44)} ${name}` : '';
  return line.includes('could not be used to assume') ? '' : line.trim();
}
