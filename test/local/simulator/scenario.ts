import type { Simulator } from '../../../local/simulator/index.ts';
import type { ServiceName } from '../../../local/simulator/model/operations.ts';
import { availableConnection, type Client, client } from './client.ts';
import { ghes, prod, ROLE } from './inputs.ts';

export { ghes, prod, vpc } from './inputs.ts';

/** What a scenario may use: the simulator, and clients of the API that is tried, in us-east-1 and elsewhere. */
export interface Setup {
  readonly simulator: Simulator;
  readonly service: ServiceName;
  readonly call: Client;
  readonly abroad: Client;
}

export const setupOf = (simulator: Simulator, service: ServiceName): Setup => ({
  simulator,
  service,
  call: client(simulator, { service }),
  abroad: client(simulator, { service, region: 'eu-west-1' }),
});

/** Prepares the state, and returns the input of the call whose response is checked. */
export type Scenario = (setup: Setup) => Promise<object> | object;

export const NOWHERE = '01234567-89ab-cdef-0123-456789abcdef';
export const noStack = { ...prod, ResourceName: 'no_stack' };
export const arn = ({ service }: Setup, resource: string, account = '123456789012') =>
  `arn:aws:${service}:us-east-1:${account}:${resource}`;

export const host = async ({ call }: Setup, input: object = {}) =>
  (await call('CreateHost', { ...ghes(), ...input })).HostArn as string;
export const connection = ({ call, simulator }: Setup, name = 'github', provider = 'GitHub') =>
  availableConnection(call, (each) => simulator.completeConnection(each), name, { ProviderType: provider });
export const repository = { OwnerId: 'my-org', RepositoryName: 'infra' };
export const link = async (setup: Setup, input: object = {}) => {
  const ConnectionArn = await connection(setup);
  return (await setup.call('CreateRepositoryLink', { ConnectionArn, ...repository, ...input })).RepositoryLinkInfo
    .RepositoryLinkId;
};
export const syncInput = async (setup: Setup) => ({
  ...prod,
  Branch: 'main',
  ConfigFile: 'prod.yaml',
  RoleArn: ROLE,
  RepositoryLinkId: await link(setup),
});
export const sync = async (setup: Setup) => {
  const input = await syncInput(setup);
  await setup.call('CreateSyncConfiguration', input);
  return input;
};
export const push = ({ simulator }: Setup) =>
  simulator.push({
    repository: 'my-org/infra',
    branch: 'main',
    files: { 'prod.yaml': 'template-file-path: a', a: '' },
  });
