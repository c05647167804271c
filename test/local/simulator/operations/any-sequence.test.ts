import fc from 'fast-check';
import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { OPERATIONS, type OperationName } from '../../../../local/simulator/model/operations.ts';
import { CallError, type Client, client, ROLE } from '../client.ts';
import { prod } from '../scenario.ts';

/** The simplest model of the service: which resources exist, and which refer to which. */
interface Model {
  readonly hosts: { arn: string; url: number }[];
  readonly connections: { arn: string; name: string; host?: string; available: boolean }[];
  readonly links: { id: string; repository: string; connection: string }[];
  readonly syncs: { stack: string; link: string; branch: string }[];
}

interface Real {
  readonly simulator: Simulator;
  readonly call: Client;
}

/** The name of the error of a call, which has to be one that the operation declares, or the one for all. */
async function outcome<Name extends OperationName>(real: Real, operation: Name, input: object) {
  try {
    return { output: await real.call(operation, input) };
  } catch (error) {
    const { name } = error as CallError;
    expect(error).toBeInstanceOf(CallError);
    expect([...OPERATIONS[operation].errors, 'ValidationException']).toContain(name);
    return { error: name };
  }
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command that may always be tried; `run` does it, and says by the model how it has to end. */
function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name };
}

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(items.length, 1)];
const NOTHING = 'arn:aws:codeconnections:us-east-1:123456789012:connection/none';
const NO_HOST = 'arn:aws:codeconnections:us-east-1:123456789012:host/none';
const NO_LINK = '01234567-89ab-cdef-0123-456789abcdef';
const drop = <T>(items: T[], item: T | undefined) => item && items.splice(items.indexOf(item), 1);

const createHost = (url: number) =>
  command(`createHost(${url})`, async (model, real) => {
    const taken = model.hosts.some((host) => host.url === url);
    const { output, error } = await outcome(real, 'CreateHost', {
      Name: 'host',
      ProviderType: 'GitLabSelfManaged',
      ProviderEndpoint: `https://git${url}.example.com`,
    });
    expect(error).toBe(taken ? 'LimitExceededException' : undefined);
    if (output?.HostArn) {
      model.hosts.push({ arn: output.HostArn, url });
    }
  });

const deleteHost = (index: number) =>
  command(`deleteHost(${index})`, async (model, real) => {
    const host = pick(model.hosts, index);
    const inUse = model.connections.some((connection) => connection.host === host?.arn && host);
    const { error } = await outcome(real, 'DeleteHost', { HostArn: host?.arn ?? NO_HOST });
    expect(error).toBe(host ? (inUse ? 'ResourceUnavailableException' : undefined) : 'ResourceNotFoundException');
    if (!inUse) {
      drop(model.hosts, host);
    }
  });

const createConnection = (name: string, onHost: number | undefined) =>
  command(`createConnection(${name}, ${onHost})`, async (model, real) => {
    const host = onHost === undefined ? undefined : (pick(model.hosts, onHost)?.arn ?? NO_HOST);
    const taken = model.connections.some((connection) => connection.name === name);
    const { output, error } = await outcome(real, 'CreateConnection', {
      ConnectionName: name,
      ...(host ? { HostArn: host } : { ProviderType: 'GitHub' }),
    });
    expect(error).toBe(host === NO_HOST ? 'ResourceNotFoundException' : taken ? 'ValidationException' : undefined);
    if (output) {
      model.connections.push({ arn: output.ConnectionArn, name, host, available: false });
    }
  });

const completeConnection = (index: number) =>
  command(`completeConnection(${index})`, async (model, { simulator }) => {
    const connection = pick(model.connections, index);
    if (connection) {
      if (connection.host) {
        simulator.completeHost(connection.host);
      }
      simulator.completeConnection(connection.arn);
      connection.available = true;
    }
  });

const deleteConnection = (index: number) =>
  command(`deleteConnection(${index})`, async (model, real) => {
    const connection = pick(model.connections, index);
    const { error } = await outcome(real, 'DeleteConnection', { ConnectionArn: connection?.arn ?? NOTHING });
    expect(error).toBe(connection ? undefined : 'ResourceNotFoundException');
    drop(model.connections, connection);
  });

const createLink = (index: number, repository: string) =>
  command(`createLink(${index}, ${repository})`, async (model, real) => {
    const connection = pick(model.connections, index);
    const { output, error } = await outcome(real, 'CreateRepositoryLink', {
      ConnectionArn: connection?.arn ?? NOTHING,
      OwnerId: 'my-org',
      RepositoryName: repository,
    });
    if (!connection?.available) {
      expect(error).toBe(connection ? 'InvalidInputException' : 'ResourceNotFoundException');
    } else if (error) {
      expect(error).toBe('ResourceAlreadyExistsException');
      expect(model.links.map((link) => link.repository)).toContain(repository);
    }
    if (output && connection) {
      model.links.push({ id: output.RepositoryLinkInfo.RepositoryLinkId, repository, connection: connection.arn });
    }
  });

const deleteLink = (index: number) =>
  command(`deleteLink(${index})`, async (model, real) => {
    const link = pick(model.links, index);
    const inUse = model.syncs.some((sync) => sync.link === link?.id);
    const { error } = await outcome(real, 'DeleteRepositoryLink', { RepositoryLinkId: link?.id ?? NO_LINK });
    expect(error).toBe(
      link ? (inUse ? 'SyncConfigurationStillExistsException' : undefined) : 'ResourceNotFoundException',
    );
    if (!inUse) {
      drop(model.links, link);
    }
  });

const createSync = (index: number, stack: string, branch: string) =>
  command(`createSync(${index}, ${stack}, ${branch})`, async (model, real) => {
    const link = pick(model.links, index);
    const taken = model.syncs.some((sync) => sync.stack === stack);
    const { error } = await outcome(real, 'CreateSyncConfiguration', {
      SyncType: prod.SyncType,
      ResourceName: stack,
      RepositoryLinkId: link?.id ?? NO_LINK,
      Branch: branch,
      ConfigFile: 'a.yaml',
      RoleArn: ROLE,
    });
    expect(error).toBe(link ? (taken ? 'ResourceAlreadyExistsException' : undefined) : 'ResourceNotFoundException');
    if (link && !taken) {
      model.syncs.push({ stack, link: link.id, branch });
    }
  });

const updateSync = (index: number, toLink: number, branch: string) =>
  command(`updateSync(${index}, ${toLink}, ${branch})`, async (model, real) => {
    const sync = pick(model.syncs, index);
    const link = pick(model.links, toLink);
    const { error } = await outcome(real, 'UpdateSyncConfiguration', {
      SyncType: prod.SyncType,
      ResourceName: sync?.stack ?? 'none',
      RepositoryLinkId: link?.id,
      Branch: branch,
    });
    if (error !== 'UpdateOutOfSyncException') {
      expect(error).toBe(sync ? undefined : 'ResourceNotFoundException');
      if (sync) {
        sync.branch = branch;
        sync.link = link?.id ?? sync.link;
      }
    }
  });

const deleteSync = (index: number) =>
  command(`deleteSync(${index})`, async (model, real) => {
    const sync = pick(model.syncs, index);
    const input = { SyncType: prod.SyncType, ResourceName: sync?.stack ?? 'none' };
    expect((await outcome(real, 'DeleteSyncConfiguration', input)).error).toBeUndefined();
    drop(model.syncs, sync);
  });

const push = (repository: string, branch: string, good: boolean) =>
  command(`push(${repository}, ${branch}, ${good})`, async (_, { simulator }) => {
    const files = { 'a.yaml': 'template-file-path: t', t: good ? '' : null };
    simulator.push({ repository: `my-org/${repository}`, branch, files });
  });

const blocker = (index: number, resolve: boolean) =>
  command(`blocker(${index}, ${resolve})`, async (model, real) => {
    const sync = pick(model.syncs, index);
    if (sync) {
      const Id = real.simulator.raiseBlocker({ stackName: sync.stack });
      const input = { SyncType: prod.SyncType, ResourceName: sync.stack, Id, ResolvedReason: 'x' };
      if (resolve) {
        const connection = model.links.find(({ id }) => id === sync.link)?.connection;
        const usable = model.connections.some(({ arn, available }) => arn === connection && available);
        const { error } = await outcome(real, 'UpdateSyncBlocker', input);
        expect(error).toBe(usable ? undefined : 'RetryLatestCommitFailedException');
      }
    }
  });

const advance = (milliseconds: number) =>
  command(`advance(${milliseconds})`, async (_, { simulator }) => simulator.advance(milliseconds));

/** Checks that lists, gets and the model agree. */
const compare = command('compare', async (model, { call }) => {
  const { Hosts = [] } = await call('ListHosts');
  expect(Hosts.map(({ HostArn }) => HostArn)).toEqual(model.hosts.map(({ arn }) => arn));
  for (const { HostArn, StatusMessage, ...listed } of Hosts) {
    expect(await call('GetHost', { HostArn })).toEqual(listed);
  }
  const { Connections = [] } = await call('ListConnections');
  expect(Connections.map(({ ConnectionArn }) => ConnectionArn)).toEqual(model.connections.map(({ arn }) => arn));
  for (const listed of Connections) {
    expect((await call('GetConnection', { ConnectionArn: listed.ConnectionArn })).Connection).toEqual(listed);
    const known = model.connections.find(({ arn }) => arn === listed.ConnectionArn);
    expect(listed.ConnectionStatus).toBe(known?.available ? 'AVAILABLE' : 'PENDING');
    expect(listed.HostArn === undefined || model.hosts.some(({ arn }) => arn === listed.HostArn)).toBe(true);
  }
  const { RepositoryLinks } = await call('ListRepositoryLinks');
  expect(RepositoryLinks.map((each) => each.RepositoryLinkId)).toEqual(model.links.map(({ id }) => id));
  const stacks: string[] = [];
  for (const listed of RepositoryLinks) {
    const input = { RepositoryLinkId: listed.RepositoryLinkId, SyncType: prod.SyncType };
    expect((await call('GetRepositoryLink', input)).RepositoryLinkInfo).toEqual(listed);
    const { SyncConfigurations } = await call('ListSyncConfigurations', input);
    const { RepositorySyncDefinitions } = await call('ListRepositorySyncDefinitions', input);
    expect(RepositorySyncDefinitions.map(({ Target, Branch }) => [Target, Branch])).toEqual(
      SyncConfigurations.map(({ ResourceName, Branch }) => [ResourceName, Branch]),
    );
    for (const sync of SyncConfigurations) {
      stacks.push(sync.ResourceName);
      const stack = { ResourceName: sync.ResourceName, SyncType: sync.SyncType };
      expect((await call('GetSyncConfiguration', stack)).SyncConfiguration).toEqual(sync);
      const known = model.syncs.find((each) => each.stack === sync.ResourceName);
      expect([known?.link, known?.branch]).toEqual([sync.RepositoryLinkId, sync.Branch]);
      await consistentStatus(call, stack);
    }
  }
  expect(stacks.sort()).toEqual(model.syncs.map(({ stack }) => stack).sort());
});

/** Status and blockers of a stack do not contradict each other. */
async function consistentStatus(call: Client, stack: object) {
  const status = await call('GetResourceSyncStatus', stack).catch((error: CallError) => {
    expect(error.name).toBe('ResourceNotFoundException');
    return undefined;
  });
  if (status) {
    const { LatestSync, LatestSuccessfulSync } = status;
    expect(LatestSync.Events.at(-1)?.Type).toBe(LatestSync.Status);
    expect(LatestSync.Status === 'SUCCEEDED' ? LatestSuccessfulSync : LatestSync).toEqual(LatestSync);
    expect(LatestSuccessfulSync?.Status ?? 'SUCCEEDED').toBe('SUCCEEDED');
  }
  const { LatestBlockers = [] } = (await call('GetSyncBlockerSummary', stack)).SyncBlockerSummary;
  for (const { Status, ResolvedAt, ResolvedReason } of LatestBlockers) {
    expect([ResolvedAt, ResolvedReason].map((value) => value !== undefined)).toEqual(
      Array(2).fill(Status === 'RESOLVED'),
    );
  }
}

const index = fc.nat(3);
const name = fc.constantFrom('a', 'b', 'c');
const COMMANDS = [
  fc.nat(2).map(createHost),
  index.map(deleteHost),
  fc.tuple(name, fc.option(index, { nil: undefined })).map(([each, host]) => createConnection(each, host)),
  index.map(completeConnection),
  index.map(completeConnection),
  index.map(deleteConnection),
  fc.tuple(index, name).map(([each, repository]) => createLink(each, repository)),
  fc.tuple(index, name).map(([each, repository]) => createLink(each, repository)),
  index.map(deleteLink),
  fc.tuple(index, name, name).map(([each, stack, branch]) => createSync(each, stack, branch)),
  fc.tuple(index, name, name).map(([each, stack, branch]) => createSync(each, stack, branch)),
  fc.tuple(index, index, name).map(([each, link, branch]) => updateSync(each, link, branch)),
  index.map(deleteSync),
  fc.tuple(name, name, fc.boolean()).map(([repository, branch, good]) => push(repository, branch, good)),
  fc.tuple(index, fc.boolean()).map(([each, resolve]) => blocker(each, resolve)),
  fc.constantFrom(0, 200, 1000).map(advance),
  fc.constant(compare),
];

/** Chance alone seldom gets this far. */
const START = [createConnection('a', undefined), completeConnection(0), createLink(0, 'a'), createSync(0, 'a', 'a')];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

test('no sequence of operations gives an undeclared error, an orphan, or a list that disagrees with a get', async () => {
  const call = client(simulator);
  await fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 40, size: 'max' }), async (commands) => {
      simulator.reset();
      simulator.freeze();
      const model: Model = { hosts: [], connections: [], links: [], syncs: [] };
      const real: Real = { simulator, call };
      for (const start of START) {
        await start.run(model, real);
      }
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await compare.run(model, real);
    }),
    { numRuns: 75 },
  );
}, 60_000);
