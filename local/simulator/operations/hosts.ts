import { randomBytes } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Input, Output, Value } from '../model/types.ts';
import { arnOf, type Context, type Host, isVisible } from '../state.ts';
import { page } from './paging.ts';
import { tagsGiven, tagsOf } from './tags.ts';

/** Providers that their users install themselves, so that a connection needs a host. */
export const INSTALLED_PROVIDERS: readonly Value<'ProviderType'>[] = ['GitHubEnterpriseServer', 'GitLabSelfManaged'];

/** How much of the name of a host is part of its id. */
const ID_CHARACTERS = 10;

export function createHost(input: Input<'CreateHost'>, context: Context): Output<'CreateHost'> {
  const { here, world, region } = context;
  if (!INSTALLED_PROVIDERS.includes(input.ProviderType)) {
    throw new ServiceError(
      'ValidationException',
      `Provider ${input.ProviderType} has no hosts: ProviderType must be one of ${INSTALLED_PROVIDERS.join(', ')}`,
    );
  }
  checkEndpoint(input.ProviderEndpoint, context);
  const limit = world.settings.quotas.hosts;
  if (here.hosts.size >= limit) {
    throw new ServiceError('LimitExceededException', `There are ${limit} hosts in ${region}, which is the limit`);
  }
  const conflict = conflictOf(context, input.ProviderEndpoint, input.VpcConfiguration);
  if (conflict) {
    throw new ServiceError('LimitExceededException', conflict);
  }
  const begin = [...input.Name]
    .slice(0, ID_CHARACTERS)
    .join('')
    .replace(/[^A-Za-z0-9-]/g, '-');
  const id = `${begin}-${randomBytes(4).toString('hex')}`;
  const host: Host = {
    ...world.stored(),
    arn: arnOf(context, 'host', id),
    id,
    name: input.Name,
    region,
    providerType: input.ProviderType,
    providerEndpoint: input.ProviderEndpoint,
    vpcConfiguration: input.VpcConfiguration,
    status: 'PENDING',
    tags: tagsOf(context, input.Tags),
  };
  here.hosts.set(host.arn, host);
  initializeVpc(context, host);
  return { HostArn: host.arn, Tags: tagsGiven(host) };
}

export function getHost({ HostArn }: Input<'GetHost'>, context: Context): Output<'GetHost'> {
  const host = findHost(context, HostArn);
  return {
    Name: host.name,
    Status: host.status,
    ProviderType: host.providerType,
    ProviderEndpoint: host.providerEndpoint,
    VpcConfiguration: host.vpcConfiguration,
  };
}

export function listHosts(input: Input<'ListHosts'>, context: Context): Output<'ListHosts'> {
  const { items, NextToken } = page(context, 'hosts', context.here.hosts.values(), input, {
    invalid: 'ValidationException',
    expired: 'ValidationException',
  });
  return {
    Hosts: items.map((host) => ({
      Name: host.name,
      HostArn: host.arn,
      ProviderType: host.providerType,
      ProviderEndpoint: host.providerEndpoint,
      VpcConfiguration: host.vpcConfiguration,
      Status: host.status,
      StatusMessage: host.statusMessage,
    })),
    NextToken,
  };
}

export function updateHost(input: Input<'UpdateHost'>, context: Context): Output<'UpdateHost'> {
  const host = findHost(context, input.HostArn);
  checkVpcIsStable(host);
  if (host.status !== 'PENDING' && host.status !== 'VPC_CONFIG_FAILED_INITIALIZATION') {
    throw new ServiceError(
      'UnsupportedOperationException',
      `Host ${host.arn} is ${host.status}: only a PENDING host can be changed`,
    );
  }
  if (input.VpcConfiguration && !host.vpcConfiguration) {
    throw new ServiceError(
      'UnsupportedOperationException',
      `Host ${host.arn} was created without a VPC and cannot be given one`,
    );
  }
  if (input.ProviderEndpoint !== undefined) {
    checkEndpoint(input.ProviderEndpoint, context);
  }
  const conflict = conflictOf(context, input.ProviderEndpoint, input.VpcConfiguration, host);
  if (conflict) {
    throw new ServiceError('ConflictException', conflict);
  }
  host.providerEndpoint = input.ProviderEndpoint ?? host.providerEndpoint;
  if (input.VpcConfiguration) {
    host.vpcConfiguration = input.VpcConfiguration;
    initializeVpc(context, host);
  }
  return {};
}

export function deleteHost({ HostArn }: Input<'DeleteHost'>, context: Context): Output<'DeleteHost'> {
  const { account, here, world } = context;
  const host = findHost(context, HostArn);
  checkVpcIsStable(host);
  for (const connection of account.connections.values()) {
    if (connection.hostArn === host.arn) {
      throw new ServiceError(
        'ResourceUnavailableException',
        `Host ${host.arn} is used by connection ${connection.arn}`,
      );
    }
  }
  if (!host.vpcConfiguration) {
    here.hosts.delete(host.arn);
    return {};
  }
  host.status = 'VPC_CONFIG_DELETING';
  world.clock.after(world.settings.vpcDelay, () => here.hosts.delete(host.arn));
  return {};
}

export function findHost(context: Context, arn: string): Host {
  const host = context.here.hosts.get(arn);
  if (host && isVisible(context, host)) {
    return host;
  }
  for (const [name, { hosts }] of context.account.regions) {
    if (name !== context.region && hosts.has(arn)) {
      throw new ServiceError('ResourceUnavailableException', `Host ${arn} can be used in ${name} only`);
    }
  }
  throw new ServiceError('ResourceNotFoundException', `Host ${arn} not found`);
}

function initializeVpc({ world }: Context, host: Host): void {
  const { vpcConfiguration } = host;
  if (!vpcConfiguration) {
    return;
  }
  host.status = 'VPC_CONFIG_INITIALIZING';
  host.statusMessage = undefined;
  world.clock.after(world.settings.vpcDelay, () => {
    const isTheSame = host.vpcConfiguration === vpcConfiguration;
    if (isTheSame && host.status === 'VPC_CONFIG_INITIALIZING') {
      host.status = 'PENDING';
    }
  });
}

function checkVpcIsStable({ arn, status }: Host): void {
  if (status === 'VPC_CONFIG_INITIALIZING' || status === 'VPC_CONFIG_DELETING') {
    throw new ServiceError('ResourceUnavailableException', `Host ${arn} is ${status}`);
  }
}

function checkEndpoint(endpoint: string, { service }: Context): void {
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw new ServiceError(
      'ValidationException',
      `ProviderEndpoint must be an http or https URL, but is '${endpoint}'`,
    );
  }
  // GitHub runs ghe.com. The newer API has a provider for it, and no hosts.
  if (service === 'codeconnections' && /\.ghe\.com\.?$/.test(new URL(endpoint).hostname)) {
    throw new ServiceError('ValidationException', "The endpoint isn't valid");
  }
}

/** There is one host for a URL, and one for a VPC. */
function conflictOf(
  { here }: Context,
  endpoint: string | undefined,
  vpc: Value<'VpcConfiguration'> | undefined,
  except?: Host,
): string | undefined {
  for (const host of here.hosts.values()) {
    if (host === except) {
      continue;
    }
    if (endpoint !== undefined && sameUrl(host.providerEndpoint, endpoint)) {
      return `Host ${host.arn} has the URL ${endpoint}, and a URL can have one host`;
    }
    if (vpc && host.vpcConfiguration?.VpcId === vpc.VpcId) {
      return `Host ${host.arn} is in ${vpc.VpcId}, and a VPC can have one host`;
    }
  }
  return undefined;
}

const sameUrl = (a: string, b: string): boolean => new URL(a).href === new URL(b).href;
