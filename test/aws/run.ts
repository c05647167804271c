/**
 * `npm run test:aws`: the same deployments on AWS and on the local AWS, and a report of what differed.
 *
 * With `--local`, a second local AWS takes the place of AWS: that tries the runner itself.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { startLocalAws } from 'cdk-codeconnections-local';
import { type Account, awsAccount, localAccount } from './account.ts';
import { CodeConnections } from './codeconnections.ts';
import { differences, report, UNEXPECTED, type Violations } from './report.ts';
import { Runner } from './runner.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { Settings } from './settings.ts';

const USAGE = `Usage: npm run test:aws -- --connection-arn ARN --owner OWNER --repository NAME [options]
       npm run test:aws -- --local [options]

Deploys stacks to an AWS account and to the local AWS, destroys them, and writes a report of what differed.

  --connection-arn ARN   a connection that is AVAILABLE; it stays as it is
  --owner OWNER          the owner of a repository that the connection reaches
  --repository NAME      its name; no repository link may exist for it
  --branch BRANCH        the branch for Git sync (default main)
  --config-file PATH     the deployment file in it (default deploy/test.yaml)
  --scenario NAME        only this one: failed-creation, git-sync, connection or host; may be repeated
  --wait-for-sync        wait until Git sync has made a stack of it: takes a valid deployment file
  --profile PROFILE      the profile of the AWS CLI (default: as AWS's tools choose)
  --region REGION        the Region (default: that of the profile)
  --prefix PREFIX        what names of stacks begin with (default cdk-codeconnections-test)
  --report FILE          where to write the report (default test-aws-report.md)
  --yes                  do not ask
  --local                take a second local AWS in place of AWS; exits with 1 if anything differs
  --help                 this text`;

const OPTIONS = {
  'connection-arn': { type: 'string' },
  owner: { type: 'string' },
  repository: { type: 'string' },
  branch: { type: 'string', default: 'main' },
  'config-file': { type: 'string', default: 'deploy/test.yaml' },
  scenario: { type: 'string', multiple: true, default: Object.keys(SCENARIOS) },
  'wait-for-sync': { type: 'boolean', default: false },
  profile: { type: 'string' },
  region: { type: 'string' },
  prefix: { type: 'string', default: 'cdk-codeconnections-test' },
  report: { type: 'string', default: 'test-aws-report.md' },
  yes: { type: 'boolean', default: false },
  local: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Request = Omit<Settings, 'suffix' | 'connectionName'>;

const { values } = parseArgs({ options: OPTIONS });
const interrupted = new AbortController();

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const request = requested();
  scenarios(); // said before anything is done
  const account = values.local ? undefined : await permitted(request);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

  const connectionName = account ? (await checked(account, request)).ConnectionName : 'cc-test-available';
  console.log('\n▸ On the local AWS, to compare with');
  const local = await onLocalAws({ ...request, connectionName });
  if (interrupted.signal.aborted) throw new Error('interrupted');
  console.log(account ? '\n▸ On AWS' : '\n▸ On a second local AWS');
  const aws = account
    ? await new Runner(account, settingsOf(request, connectionName), interrupted.signal, console.log).run(scenarios())
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
    configFile: values['config-file'],
    waitForSync: values['wait-for-sync'],
    prefix: values.prefix,
  };
}

/** The account on AWS, when there is nothing to be said against it. */
async function permitted({ prefix, owner, repository }: Request): Promise<Account> {
  if (process.env.CI) throw new Error('this is not for CI: a person is to see what it does to an account (--local is)');
  if (process.env.AWS_ENDPOINT_URL) throw new Error('AWS_ENDPOINT_URL is set, so this would not be AWS: unset it');
  const account = await awsAccount(values.profile, values.region);
  console.log(
    `Account ${account.id}, Region ${account.region}. Stacks ${prefix}-… with connections, a host, roles, a function, a link to ${owner}/${repository} and a sync configuration will be created and deleted.`,
  );
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
  const codeConnections = new CodeConnections(account, settingsOf(request, ''));
  const connection = await codeConnections.connection(request.connectionArn);
  const { ConnectionStatus } = connection;
  if (ConnectionStatus !== 'AVAILABLE')
    throw new Error(`the connection is to be AVAILABLE, but it is ${ConnectionStatus}`);
  const { owner, repository } = request;
  const links = await codeConnections.repositoryLinks();
  if (links.some(({ OwnerId, RepositoryName }) => OwnerId === owner && RepositoryName === repository)) {
    throw new Error(`${owner}/${repository} is linked already: name a repository without a repository link`);
  }
  return connection;
}

/** The scenarios on a local AWS of their own, which has the connection and the repository that they take. */
async function onLocalAws(request: Request & { connectionName: string }): Promise<Violations> {
  const aws = await startLocalAws({ port: 0, simulatorPort: 0, simulatedSyncs: true, log: console.log });
  try {
    const account = localAccount(aws);
    const { ConnectionArn } = await account.request<{ ConnectionArn: string }>({
      service: 'codeconnections',
      target: 'com.amazonaws.codeconnections.CodeConnections_20231201.CreateConnection',
      body: { ConnectionName: request.connectionName, ProviderType: 'GitHub' },
    });
    aws.simulator.completeConnection(ConnectionArn);
    if (request.waitForSync) {
      const files = { [request.configFile]: 'template-file-path: template.yaml', 'template.yaml': 'Resources: {}' };
      aws.simulator.push({ repository: `${request.owner}/${request.repository}`, branch: request.branch, files });
    }
    const settings = settingsOf({ ...request, connectionArn: ConnectionArn }, request.connectionName);
    return await new Runner(account, settings, interrupted.signal, console.log).run(scenarios());
  } finally {
    await aws.stop();
  }
}

function settingsOf(request: Request, connectionName: string): Settings {
  return { ...request, connectionName, suffix: randomBytes(4).toString('hex') };
}

function writeReport(account: Account | undefined, local: Violations, aws: Violations): void {
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
