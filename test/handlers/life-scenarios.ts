import { CONNECTION } from '../../src/handlers/connection/contract';
import { CONNECTION_LOOKUP } from '../../src/handlers/connection-lookup/contract';
import { HOST_LOOKUP } from '../../src/handlers/host-lookup/contract';
import { PULL_REQUEST_COMMENT } from '../../src/handlers/pull-request-comment/contract';
import { REPOSITORY_LINK_LOOKUP } from '../../src/handlers/repository-link-lookup/contract';
import { REPOSITORY_SYNC_DEFINITIONS } from '../../src/handlers/repository-sync-definitions/contract';
import { SUCCESSFUL_SYNC } from '../../src/handlers/successful-sync/contract';
import { SYNC_BLOCKER_RESOLUTION } from '../../src/handlers/sync-blocker-resolution/contract';
import { TARGET_STACK } from '../../src/handlers/target-stack/contract';
import { SyncedStack } from './git-sync';
import { ACCOUNT } from './rig/account';
import type { CustomResourceResponse, Properties } from './rig/cloudformation-resource';
import type { CustomResourceRig } from './rig/custom-resource-rig';
import { SUBJECTS, type Subject } from './waiter-subjects';

/** What a custom resource is about, for a life of it: several versions of its properties, and what must hold. */
export interface Scene {
  /** Properties that all can be deployed, one after the other in any order. */
  readonly versions: readonly Properties[];
  /** Something that happens between two deployments. */
  readonly happens?: () => void;
  /** What must hold after a deployment of a version. */
  readonly deployed: (version: number, response: CustomResourceResponse) => Promise<void> | void;
  /** What CloudFormation does itself when a deployment of a version has failed, and it is at the current one again. */
  readonly failed?: (version: number, current: number) => Promise<void>;
  /** Whether CloudFormation keeps the resource of a version when it is replaced or removed. */
  readonly retains?: (version: number) => boolean;
  /** What must hold at the end of a deployment of a version, or of its rollback to it. */
  readonly settled?: (version: number, response: CustomResourceResponse) => Promise<void>;
  /** What must hold after the deletion. */
  readonly deleted: () => Promise<void> | void;
  /** Somebody removes what it is about. */
  readonly vanish: () => Promise<unknown>;
}

/** A type of custom resource, by what it is about: how the tests set up a scene for it. */
export interface Kind {
  readonly name: string;
  readonly type: string;
  /**
   * Whether it remembers what was before its creation: when that is delivered again after it is done, nobody knows any
   * more. CloudFormation takes the first response.
   */
  readonly remembersOnce?: boolean;
  readonly setUp: (rig: CustomResourceRig) => Promise<Scene>;
}

const nothingChanged = (rig: CustomResourceRig) => () => {
  const changes = rig.calls.filter(({ action }) => /:(Create|Update|Delete|Tag|Untag)/.test(action));
  expect(changes).toEqual([]);
};

/** The value of an attribute that could not be read, which is no failure for what was accepted before. */
const unreadable = (rig: CustomResourceRig, value: string) =>
  rig.log.some((line) => line.includes('cannot be read')) ? value : undefined;

const waiter = (subject: Subject): Kind => ({
  name: `the wait for ${subject.name}`,
  type: subject.type,
  setUp: async (rig) => {
    const arns: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      const arn = await subject.create(rig, name);
      subject.complete(rig, arn);
      arns.push(arn);
    }
    return {
      versions: arns.map((arn) => ({
        [subject.arnProperty]: arn,
        TimeoutInSeconds: 60,
        ContinueWhenPending: false,
      })),
      deployed: (version, { Data }) => expect(Data?.[subject.arnProperty]).toBe(arns[version]),
      deleted: nothingChanged(rig),
      vanish: () => Promise.all(arns.map((arn) => subject.remove(rig, arn))),
    };
  },
});

const lookup = (subject: Subject, type: string): Kind => ({
  name: `the look-up of ${subject.name}`,
  type,
  setUp: async (rig) => {
    const arns: string[] = [];
    const names = ['first', 'second', 'third'];
    for (const name of names) arns.push(await subject.create(rig, name));
    const Tags = [{ Key: 'team', Value: 'infra' }];
    for (const ResourceArn of arns) await rig.internally(subject.prefix, 'TagResource', { ResourceArn, Tags });
    return {
      versions: names.map((Name) => ({ Region: 'us-east-1', Name, Tags: { team: 'infra' }, OnlyAvailable: false })),
      deployed: (version, { Data }) => expect(Data?.[subject.arnProperty]).toBe(arns[version]),
      deleted: nothingChanged(rig),
      vanish: () => Promise.all(arns.map((arn) => subject.remove(rig, arn))),
    };
  },
});

const repositoryLinkLookup = (prefix: string): Kind => ({
  name: `the look-up of a repository link of ${prefix}`,
  type: REPOSITORY_LINK_LOOKUP.resourceType,
  setUp: async (rig) => {
    const call = <T>(operation: string, input: object) => rig.internally<T>(prefix, operation, input);
    const connection = { ConnectionName: 'github', ProviderType: 'GitHub' };
    const { ConnectionArn } = await call<{ ConnectionArn: string }>('CreateConnection', connection);
    rig.simulator.completeConnection(ConnectionArn);
    const Tags = [{ Key: 'team', Value: 'infra' }];
    const links: { RepositoryLinkId: string }[] = [];
    const names = ['first', 'second', 'third'];
    for (const RepositoryName of names) {
      const input = { ConnectionArn, OwnerId: 'my-org', RepositoryName, Tags };
      type Made = { RepositoryLinkInfo: (typeof links)[number] };
      links.push((await call<Made>('CreateRepositoryLink', input)).RepositoryLinkInfo);
    }
    return {
      versions: names.map((RepositoryName) => ({ Region: 'us-east-1', RepositoryName, Tags: { team: 'infra' } })),
      deployed: (version, { Data }) => expect(Data?.RepositoryLinkId).toBe(links[version].RepositoryLinkId),
      deleted: nothingChanged(rig),
      vanish: () =>
        Promise.all(links.map(({ RepositoryLinkId }) => call('DeleteRepositoryLink', { RepositoryLinkId }))),
    };
  },
});

const pullRequestComment: Kind = {
  name: 'the comment on pull requests',
  type: PULL_REQUEST_COMMENT.resourceType,
  remembersOnce: true,
  setUp: async (rig) => {
    const [first, other] = [{ PullRequestComment: 'DISABLED' }, { PullRequestComment: 'ENABLED' }];
    const stack = await SyncedStack.create(rig, 'prod', 'us-east-1', first);
    const second = await SyncedStack.create(rig, 'second', 'us-east-1', other);
    const wanted: [SyncedStack, string, string][] = [
      [stack, 'ENABLED', 'main'],
      [stack, 'DISABLED', 'main'],
      [stack, 'ENABLED', 'next'],
      [second, 'DISABLED', 'main'],
    ];
    return {
      versions: wanted.map(([it, PullRequestComment, Branch]) => ({
        ...it.properties,
        PullRequestComment,
        SyncConfiguration: { Branch },
      })),
      deployed: async (version) => {
        const [it, value] = wanted[version];
        expect(await it.pullRequestComment()).toBe(value);
      },
      // A sync configuration that a failed deployment has made is deleted again.
      failed: async (version, current) => {
        if (wanted[version][0] === second && wanted[current][0] !== second) await second.update(other);
      },
      deleted: async () => {
        expect([await stack.pullRequestComment(), await second.pullRequestComment()]).toEqual(['DISABLED', 'ENABLED']);
      },
      vanish: () => Promise.all([stack.remove(), second.remove()]),
    };
  },
};

const syncBlockerResolution: Kind = {
  name: 'the resolution of sync blockers',
  type: SYNC_BLOCKER_RESOLUTION.resourceType,
  setUp: async (rig) => {
    const stack = await SyncedStack.create(rig);
    stack.sync();
    const reasons = ['first', 'second', 'third', 'fourth'];
    const decided = new Set<string>();
    const raised = new Map<string, Set<string>>();
    const happens = () => void raised.set(stack.block(), new Set(decided));
    happens();
    return {
      versions: reasons.map((Reason, number) => ({
        ...stack.properties,
        Reason,
        ContinueWhenRetryFails: false,
        TimeoutInSeconds: number === 2 ? 60 : undefined,
      })),
      happens,
      deployed: async (version) => {
        const reason = reasons[version];
        if (!decided.has(reason)) {
          const blockers = await stack.blockers();
          // A deployment that failed later on may have carried out the decision: what has come since is not part of it.
          const times = blockers.flatMap((it) => (it.ResolvedReason === reason ? [it.ResolvedAt ?? Infinity] : []));
          const carriedOut = Math.min(...times);
          const missed = blockers.filter(({ Status, CreatedAt }) => Status === 'ACTIVE' && !(CreatedAt > carriedOut));
          expect(missed).toEqual([]);
        }
        decided.add(reason);
      },
      deleted: async () => {
        // A decision that was made before a sync blocker came does not concern it.
        for (const { Id, ResolvedReason } of await stack.blockers()) {
          if (ResolvedReason) expect(raised.get(Id)).not.toContain(ResolvedReason);
        }
      },
      vanish: () => stack.remove(),
    };
  },
};

const successfulSync: Kind = {
  name: 'the wait for a successful sync',
  type: SUCCESSFUL_SYNC.resourceType,
  setUp: async (rig) => {
    const stack = await SyncedStack.create(rig);
    const commits = ['commit-0'];
    stack.sync('commit-0');
    return {
      versions: ['1', '2', '3'].map((Trigger) => ({ ...stack.properties, Trigger, TimeoutInSeconds: 60 })),
      happens: () => {
        commits.push(`commit-${commits.length}`);
        stack.sync(commits.at(-1));
      },
      deployed: (_, { Data }) => expect([commits.at(-1), unreadable(rig, 'UNKNOWN')]).toContain(Data?.Revision),
      deleted: nothingChanged(rig),
      vanish: () => stack.remove(),
    };
  },
};

const repositorySyncDefinitions: Kind = {
  name: 'the list of what a repository link keeps in sync',
  type: REPOSITORY_SYNC_DEFINITIONS.resourceType,
  setUp: async (rig) => {
    const stack = await SyncedStack.create(rig);
    return {
      versions: ['1', '2', '3'].map((Trigger) => ({ RepositoryLinkArn: stack.linkArn, Trigger })),
      deployed: (_, { Data }) => expect(['prod', unreadable(rig, '')]).toContain(Data?.StackNames),
      deleted: nothingChanged(rig),
      vanish: () => stack.remove(),
    };
  },
};

/** The stack that is made cannot become another: what changes is the role, which changes nothing. */
const targetStack: Kind = {
  name: 'the stack that Git sync is to update',
  type: TARGET_STACK.resourceType,
  setUp: async (rig) => {
    await SyncedStack.create(rig, 'other'); // with a connection and a repository link for more
    const { cloudFormation } = rig;
    let synced = 0;
    return {
      versions: ['first', 'second', undefined].map((role) => ({
        StackName: 'prod',
        RoleArn: role && `arn:aws:iam::${ACCOUNT}:role/${role}`,
      })),
      happens: () => {
        const stack = cloudFormation.get('prod');
        if (stack) Object.assign(stack, { status: 'UPDATE_COMPLETE', description: `synced ${++synced} times` });
      },
      deployed: (_, { Data }) => {
        expect(Data).toEqual({ StackName: 'prod', StackId: cloudFormation.get('prod')?.id });
        expect(cloudFormation.changes.filter((change) => change.startsWith('DeleteStack'))).toEqual([]);
      },
      deleted: () => {
        expect(cloudFormation.get('prod')).toBeUndefined();
        cloudFormation.changes.length = 0;
      },
      vanish: async () => Object.assign(cloudFormation.get('prod') ?? {}, { status: 'DELETE_COMPLETE' }),
    };
  },
};

/** Its policy deletes what is replaced, so that one connection is left after each deployment, and none in the end. */
const tenantConnection: Kind = {
  name: 'the connection that CloudFormation cannot make',
  type: CONNECTION.resourceType,
  setUp: async (rig) => {
    type Listed = { Connections: { ConnectionArn: string; ConnectionName: string }[] };
    const call = <T>(operation: string, input: object) => rig.internally<T>('codeconnections', operation, input);
    await call('CreateConnection', { ConnectionName: 'other', ProviderType: 'GitHub' });
    const all = async () => (await call<Listed>('ListConnections', {})).Connections;
    const others = (await all()).length;
    const version = (name: string, Tags?: Record<string, string>) => ({
      ConnectionName: name,
      ProviderType: 'GitHubEnterpriseCloudDataResidency',
      ProviderEndpoint: `https://${name}.ghe.com`,
      RetainWhenReplaced: false,
      Tags,
    });
    const versions = [
      version('first', { team: 'infra', tier: '1' }),
      version('first', { team: 'web' }),
      version('second'),
      version('first'),
    ];
    return {
      versions,
      deployed: async (number, { Data }) => {
        const { ConnectionName, Tags = {} } = versions[number];
        const named = (await all()).filter((it) => it.ConnectionName === ConnectionName);
        expect(named.map(({ ConnectionArn }) => ConnectionArn)).toEqual([Data?.ConnectionArn]);
        const { Tags: tags } = await call<{ Tags: { Key: string; Value: string }[] }>('ListTagsForResource', {
          ResourceArn: Data?.ConnectionArn,
        });
        const given = tags.filter(({ Key }) => !Key.startsWith('cdk-codeconnections:'));
        expect(Object.fromEntries(given.map(({ Key, Value }) => [Key, Value]))).toEqual(Tags);
      },
      deleted: async () => expect(await all()).toHaveLength(others),
      vanish: async () => {
        for (const { ConnectionArn, ConnectionName } of await all()) {
          if (ConnectionName !== 'other') await call('DeleteConnection', { ConnectionArn });
        }
      },
    };
  },
};

/** Its policy varies: whatever fails, no connection is lost that a version before has kept. */
const retainedTenantConnection: Kind = {
  name: 'the connection that CloudFormation cannot make, if some versions keep it',
  type: CONNECTION.resourceType,
  setUp: async (rig) => {
    type Listed = { Connections: { ConnectionArn: string }[] };
    const call = <T>(operation: string, input: object) => rig.internally<T>('codeconnections', operation, input);
    const all = async () =>
      (await call<Listed>('ListConnections', {})).Connections.map(({ ConnectionArn }) => ConnectionArn);
    const version = (name: string, RetainWhenReplaced: boolean) => ({
      ConnectionName: name,
      ProviderType: 'GitHubEnterpriseCloudDataResidency',
      ProviderEndpoint: `https://${name}.ghe.com`,
      RetainWhenReplaced,
    });
    const versions = [
      version('first', true),
      version('first', false),
      version('second', true),
      version('second', false),
    ];
    const retains = (number: number) => versions[number].RetainWhenReplaced;
    const valued = new Set<string>();
    let last: { readonly arn: string; readonly isRetained: boolean } | undefined;
    const nothingLost = async () => expect(await all()).toEqual(expect.arrayContaining([...valued]));
    return {
      versions,
      retains,
      deployed: async (_, { Data }) => {
        await nothingLost();
        // A way back does not fail if the connection cannot be read, and then it may be gone.
        if (!unreadable(rig, 'UNKNOWN')) expect(await all()).toContain(Data?.ConnectionArn);
      },
      settled: async (number, { Data }) => {
        await nothingLost();
        const { ConnectionArn: arn = '' } = Data ?? {};
        const there = await all();
        if (last && last.arn !== arn && (last.isRetained || retains(number)) && there.includes(last.arn)) {
          valued.add(last.arn);
        }
        // Once a version deletes it, nobody counts on it.
        if (!retains(number)) valued.delete(arn);
        else if (there.includes(arn)) valued.add(arn);
        last = { arn, isRetained: retains(number) };
      },
      deleted: async () => {
        await nothingLost();
        if (!last) expect(await all()).toEqual([]);
      },
      vanish: async () => {
        for (const ConnectionArn of await all()) await call('DeleteConnection', { ConnectionArn });
      },
    };
  },
};

const [connection, host, oldConnection, oldHost] = SUBJECTS;

export const KINDS: readonly Kind[] = [
  waiter(connection),
  waiter(host),
  lookup(connection, CONNECTION_LOOKUP.resourceType),
  lookup(host, HOST_LOOKUP.resourceType),
  pullRequestComment,
  tenantConnection,
  retainedTenantConnection,
  repositoryLinkLookup('codeconnections'),
  repositorySyncDefinitions,
  successfulSync,
  syncBlockerResolution,
  targetStack,
];

/** The same for what has the older prefix. */
export const LOOKUPS: readonly Kind[] = [
  lookup(oldConnection, CONNECTION_LOOKUP.resourceType),
  lookup(oldHost, HOST_LOOKUP.resourceType),
  repositoryLinkLookup('codestar-connections'),
];
