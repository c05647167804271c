/**
 * `npm run test:aws`: the same deployments on AWS and on the local AWS, and a report of what differed.
 *
 * With `--local`, a second local AWS takes the place of AWS: that tries the runner itself.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type LocalAws, startLocalAws } from 'cdk-codeconnections-local';
import { type Account, awsAccount, localAccount } from './account.ts';
import { ClonedBranch, remoteBranches, SimulatedBranch } from './branch.ts';
import { clean } from './clean.ts';
import { CloudFormation } from './cloudformation.ts';
import { CodeConnections } from './codeconnections.ts';
import { differences, type Results, report, UNEXPECTED } from './report.ts';
import { Runner } from './runner.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { type Settings, TAG } from './settings.ts';

const USAGE = `Usage: npm run test:aws -- --connection-arn ARN --owner OWNER --repository NAME [options]
       npm run test:aws -- --clean [options]
       npm run test:aws -- --local [options]

Deploys stacks to an AWS account and to the local AWS, asks the service what is not known of it, destroys all, and
writes a report of what differed.

  --connection-arn ARN   a connection that is AVAILABLE; it stays as it is
  --owner OWNER          the owner of a repository that the connection reaches
  --repository NAME      its name; no repository link may exist for it
  --clone FOLDER         a clone of it, from which a branch is pushed and removed again; without it, no sync is tried
  --branch BRANCH        a branch for a sync configuration that is never pushed to (default main)
  --scenario NAME        only this one: ${Object.keys(SCENARIOS).join(', ')}; may be repeated
  --profile PROFILE      the profile of the AWS CLI (default: as AWS's tools choose)
  --region REGION        the Region (default: that of the profile)
  --prefix PREFIX        what names of stacks begin with (default cdk-codeconnections-test)
  --report FILE          where to write the report (default test-aws-report.md)
  --settings JSON        settings of the simulator to compare with
  --yes                  do not ask
  --clean                delete what earlier runs have left, because they were killed, and nothing else
  --local                take a second local AWS in place of AWS; exits with 1 if anything differs
  --help                 this text`;

type SimulatorSettings = Parameters<LocalAws['simulator']['configure']>[0];

const OPTIONS = {
  'connection-arn': { type: 'string' },
  owner: { type: 'string' },
  repository: { type: 'string' },
  branch: { type: 'string', default: 'main' },
  clone: { type: 'string' },
  scenario: { type: 'string', multiple: true, default: Object.keys(SCENARIOS) },
  profile: { type: 'string' },
  region: { type: 'string' },
  prefix: { type: 'string', default: 'cdk-codeconnections-test' },
  report: { type: 'string', default: 'test-aws-report.md' },
  settings: { type: 'string', default: '{}' },
  clean: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  local: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Request = Omit<Settings, 'suffix' | 'connectionName'>;

const { values } = parseArgs({ options: OPTIONS });
const interrupted = new AbortController();
const { clone } = values;
const clonedBranch = clone === undefined ? undefined : (name: string) => new ClonedBranch(clone, name);

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (values.help) {
    console.log(USAGE);
    return;
  }
  scenarios(); // said before anything is done
  if (values.clean) {
    const account = await permitted(
      'Stacks, connections, hosts and branches that bear the tag or the name of a run will be deleted.',
    );
    if (!(await clean(account, values.prefix, values.clone, console.log))) process.exitCode = 1;
    return;
  }
  const request = requested();
  const compared = parsedSettings();
  const account = values.local ? undefined : await permitted(planOf(request));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

  const connectionName = account ? (await checked(account, request)).ConnectionName : 'cc-test-available';
  console.log('\n▸ On the local AWS, to compare with');
  const local = await onLocalAws({ ...request, connectionName }, compared);
  if (interrupted.signal.aborted) throw new Error('interrupted');
  console.log(account ? '\n▸ On AWS' : '\n▸ On a second local AWS');
  const aws = account
    ? await new Runner(account, settingsOf(request, connectionName), interrupted.signal, console.log, clonedBranch).run(
        scenarios(),
      )
    : await onLocalAws({ ...request, connectionName });

  writeReport(account, local, aws);
  if (interrupted.signal.aborted) throw new Error('interrupted');
}

/** The scenarios that are asked for. */
function scenarios(): Scenario[] {
  return values.scenario.map((name) => {
    const scenario = SCENARIOS[name];
    if (!scenario) throw new Error(`--scenario takes one of ${Object.keys(SCENARIOS).join(', ')}, but got '${name}'`);
    return scenario;
  });
}

/** What is asked for, complete. */
function requested(): Request {
  const { local, 'connection-arn': connectionArn, owner, repository } = values;
  if (!local && (!connectionArn || !owner || !repository)) {
    throw new Error(`--connection-arn, --owner and --repository are needed, or --local\n\n${USAGE}`);
  }
  return {
    connectionArn: connectionArn ?? '',
    owner: owner ?? 'my-org',
    repository: repository ?? 'infra',
    branch: values.branch,
    prefix: values.prefix,
  };
}

/** What will be made, in this order, and what AWS bills for it. */
function planOf({ prefix, owner, repository }: Request): string {
  const made = scenarios().map((scenario) =>
    'stack' in scenario
      ? `  ${scenario.name}: the stack ${prefix}-${scenario.stack}-…${scenario.ask ? (values.clone ? `, pushes to a branch ${prefix}-…, and the stack that Git sync makes of it` : ' (left out: it takes --clone)') : ''}`
      : `  ${scenario.name}: pending connections, a host, and a stack that fails`,
  );
  return [
    'One after the other, these are created and deleted again:',
    ...made,
    `The stacks have connections and a host that nobody completes, roles, a function with its log group, a topic, a link to ${owner}/${repository} and a sync configuration.`,
    'AWS bills the runs of the function and their logs; a few cents at most. All names end in a text of this run, and have its tag.',
    'Ctrl-C cleans up. After a kill, do the same with --clean.',
  ].join('\n');
}

/** The settings of the simulator that are given. */
function parsedSettings(): SimulatorSettings {
  try {
    return JSON.parse(values.settings);
  } catch {
    throw new Error(`--settings takes a JSON object, such as '{"syncDelay": 0}', but got '${values.settings}'`);
  }
}

/** The account on AWS, when there is nothing to be said against what is planned there. */
async function permitted(plan: string): Promise<Account> {
  if (process.env.CI) throw new Error('this is not for CI: a person is to see what it does to an account (--local is)');
  if (process.env.AWS_ENDPOINT_URL) throw new Error('AWS_ENDPOINT_URL is set, so this would not be AWS: unset it');
  const account = await awsAccount(values.profile, values.region);
  console.log(`Account ${account.id}, Region ${account.region}. ${plan}`);
  if (!values.yes) {
    if (!process.stdin.isTTY) throw new Error('there is nobody to ask: give --yes');
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question('Type yes to go on: ');
    terminal.close();
    if (answer.trim() !== 'yes') throw new Error('nothing was done');
  }
  return account;
}

/** What the scenarios rest on is there; nothing that is in use would be taken over. */
async function checked(account: Account, request: Request) {
  const codeConnections = new CodeConnections(account);
  const connection = await codeConnections.connection(request.connectionArn);
  const { ConnectionStatus } = connection;
  if (ConnectionStatus !== 'AVAILABLE')
    throw new Error(`the connection is to be AVAILABLE, but it is ${ConnectionStatus}`);
  const left = [
    ...(await new CloudFormation(account).ofRuns(request.prefix, TAG)),
    ...(await codeConnections.ofRuns()).map(({ name }) => name),
    ...(clone ? remoteBranches(clone, request.prefix) : []),
  ];
  if (left.length > 0) throw new Error(`an earlier run has left ${left.join(', ')}: delete it with --clean`);
  const { owner, repository } = request;
  const links = await codeConnections.repositoryLinks();
  if (links.some(({ OwnerId, RepositoryName }) => OwnerId === owner && RepositoryName === repository)) {
    throw new Error(`${owner}/${repository} is linked already: name a repository without a repository link`);
  }
  return connection;
}

/** The scenarios on a local AWS of their own, which has the connection and the repository that they take. */
async function onLocalAws(
  request: Request & { connectionName: string },
  simulatorSettings: SimulatorSettings = {},
): Promise<Results> {
  const aws = await startLocalAws({ port: 0, simulatorPort: 0, log: console.log });
  try {
    const account = localAccount(aws);
    const { ConnectionArn } = await account.request<{ ConnectionArn: string }>({
      service: 'codeconnections',
      target: 'com.amazonaws.codeconnections.CodeConnections_20231201.CreateConnection',
      body: { ConnectionName: request.connectionName, ProviderType: 'GitHub' },
    });
    aws.simulator.completeConnection(ConnectionArn);
    aws.simulator.configure(simulatorSettings);
    const settings = settingsOf({ ...request, connectionArn: ConnectionArn }, request.connectionName);
    const makeBranch = (name: string) =>
      new SimulatedBranch(aws.simulator, `${request.owner}/${request.repository}`, name);
    return await new Runner(account, settings, interrupted.signal, console.log, makeBranch).run(scenarios());
  } finally {
    await aws.stop();
  }
}

function settingsOf(request: Request, connectionName: string): Settings {
  return { ...request, connectionName, suffix: randomBytes(4).toString('hex') };
}

function writeReport(account: Account | undefined, local: Results, aws: Results): void {
  const title = account ? 'What differed on AWS from the local AWS' : 'What differed between two runs on the local AWS';
  const facts = [
    `${new Date().toISOString().slice(0, 10)}, Region ${account?.region ?? 'us-east-1'}`,
    ...(interrupted.signal.aborted ? ['**incomplete: interrupted**'] : []),
    'masked: account, ids, times, names of the repository, the connection and the run',
  ];
  writeFileSync(values.report, report(title, facts, local, aws));
  const count = differences(local, aws).length;
  console.log(`\n${aws.observations.length} observations, ${count} of them differ: see ${values.report}`);
  const unexpected = aws.observations.some(({ what }) => what === UNEXPECTED);
  if (unexpected || (!account && count > 0)) process.exitCode = 1;
}

/** Once: stops what is going on, and cleans up. Twice: leaves at once. */
function interrupt(): void {
  if (interrupted.signal.aborted) {
    console.error('Left at once. What may be there still bears the names above.');
    process.exit(1);
  }
  console.error('\nInterrupted: cleaning up. Press Ctrl-C again to leave at once, and clean up by hand.');
  interrupted.abort();
}
