import type { IPropertyInjector, Stack } from 'aws-cdk-lib';
import {
  ConnectionLookup,
  HostLookup,
  RepositoryLink,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
  TargetStack,
  type TargetStackProps,
} from '../../src';
import { arnOf, newStack, only, UUID } from '../fixtures';

const sync = (stack: Stack) => SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'prod' });
const link = (stack: Stack) => RepositoryLink.fromRepositoryLinkArn(stack, 'Link', arnOf(`repository-link/${UUID}`));

type Case = [
  name: string,
  id: string,
  create: (stack: Stack) => unknown,
  injected: object,
  properties: Readonly<Record<string, unknown>>,
];

const CASES: Case[] = [
  [
    'ConnectionLookup',
    ConnectionLookup.PROPERTY_INJECTION_ID,
    (stack) => new ConnectionLookup(stack, 'It', { connectionName: 'github' }),
    { onlyAvailable: true },
    { OnlyAvailable: true },
  ],
  [
    'HostLookup',
    HostLookup.PROPERTY_INJECTION_ID,
    (stack) => new HostLookup(stack, 'It', { hostName: 'ghes' }),
    { onlyAvailable: true },
    { OnlyAvailable: true },
  ],
  [
    'RepositorySyncDefinitions',
    RepositorySyncDefinitions.PROPERTY_INJECTION_ID,
    (stack) => new RepositorySyncDefinitions(stack, 'It', { repositoryLink: link(stack) }),
    { trigger: 'injected' },
    { Trigger: 'injected' },
  ],
  [
    'SuccessfulSync',
    SuccessfulSync.PROPERTY_INJECTION_ID,
    (stack) => new SuccessfulSync(stack, 'It', { syncConfiguration: sync(stack) }),
    { trigger: 'injected' },
    { Trigger: 'injected' },
  ],
  [
    'SyncBlockerResolution',
    SyncBlockerResolution.PROPERTY_INJECTION_ID,
    (stack) => new SyncBlockerResolution(stack, 'It', { syncConfiguration: sync(stack), reason: 'reviewed' }),
    { continueWhenRetryFails: true },
    { ContinueWhenRetryFails: true },
  ],
  [
    'TargetStack',
    TargetStack.PROPERTY_INJECTION_ID,
    (stack) => new TargetStack(stack, 'It', {} as TargetStackProps),
    { stackName: 'injected' },
    { StackName: 'injected' },
  ],
];

test.each(CASES)(
  'a %s uses the default props of a property injector',
  (name, constructUniqueId, create, injected, properties) => {
    const injector: IPropertyInjector = { constructUniqueId, inject: (props) => ({ ...injected, ...props }) };
    const stack = newStack('Stack', { propertyInjectors: [injector] });
    create(stack);
    expect(only(stack, `Custom::CodeConnections${name}`).Properties).toMatchObject(properties);
  },
);
