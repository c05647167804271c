import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { SERVICE_PREFIXES, type ServicePrefix } from '../private/arns';
import { isOfKind } from '../private/kinds';
import { kindOf, oncePerInventory } from './inventory';
import { constructOf, literal, memberOf, nameOf, read, resourceOf } from './values';

/** The origin of a connection ARN. */
export interface ConnectionUse {
  /** The connection, if it is a resource of the app. */
  readonly connection?: CfnResource;
  /** Its ARN, if that is a string. It may contain tokens. */
  readonly arn?: string;
  /** Whether the ARN comes from an `AvailableConnection`, which returns it when the handshake is complete. */
  readonly throughWaiter: boolean;
}

/** The connection of each repository link of a Stage. */
export const connectionsOfLinks = oncePerInventory(
  ({ links }): ReadonlyMap<CfnResource, ConnectionUse> =>
    new Map(links.map((link) => [link, connectionBehind(read(link, 'connectionArn'))])),
);

/** Traces the ARN of a connection to its origin. */
export function connectionBehind(arn: unknown): ConnectionUse {
  let value = arn;
  let throughWaiter = false;
  for (;;) {
    const resource = resourceOf(value);
    const kind = resource && kindOf(resource);
    if (resource && kind === 'waiters') {
      throughWaiter = true;
      value = read(resource, 'connectionArn');
    } else {
      return {
        connection: kind === 'connections' ? resource : undefined,
        arn: typeof value === 'string' && !resource ? value : undefined,
        throughWaiter,
      };
    }
  }
}

/**
 * The prefix in the ARN of a connection, if it is known: that of the API which created the connection. The type of a
 * resource tells it, except for that of a look-up.
 */
export function prefixOf(arn: unknown): ServicePrefix | undefined {
  const use = connectionBehind(arn);
  if (use.connection) {
    return use.connection.cfnResourceType.startsWith('AWS::CodeStar') ? 'codestar-connections' : 'codeconnections';
  }
  const written = use.arn?.split(':')[2];
  return SERVICE_PREFIXES.find((prefix) => prefix === written);
}

/** The types of resources that determine a provider: connections, hosts, and the waits and lookups of both. */
const KNOWN_BY =
  /^(?:AWS::Code(?:Star)?Connections::(?:Connection|Host)|Custom::CodeConnections(?:Connection|Available(?:Connection|Host)|(?:Connection|Host)Lookup))$/;

/** The resources of the app that an ARN comes from, for example a wait, its connection, and the host of that. */
function trailOf(arn: unknown): CfnResource[] {
  const trail = new Set<CfnResource>();
  let resource = resourceOf(arn);
  while (resource && KNOWN_BY.test(resource.cfnResourceType) && !trail.has(resource)) {
    trail.add(resource);
    resource = resourceOf(read(resource, 'connectionArn') ?? read(resource, 'hostArn'));
  }
  return [...trail];
}

/**
 * The provider of a connection or a host: from the resources of the app that the ARN comes from, or otherwise from its
 * import.
 */
export function providerOf(subject: IConnectionRef | IHostRef): string | undefined {
  return providerBehind(arnOf(subject)) ?? literal(memberOf(Reflect.get(subject, 'providerType'), 'value'));
}

/** The provider of the connection or host that an ARN comes from, if it is a resource of the app. */
function providerBehind(arn: unknown): string | undefined {
  return trailOf(arn)
    .map((resource) => literal(read(resource, 'providerType')) ?? providerAround(resource))
    .find((provider) => provider !== undefined);
}

/** The provider that the L2 around a resource knows: a wait for an import has it from there, for example. */
function providerAround({ node: { scope } }: CfnResource): string | undefined {
  const isKnown = scope && (isOfKind(scope, 'Connection') || isOfKind(scope, 'Host'));
  return isKnown ? literal(memberOf(Reflect.get(scope, 'providerType'), 'value')) : undefined;
}

/** The URL of the provider of a connection, if the app sets it: for the connection itself, or for its host. */
export function endpointOf(connection: IConnectionRef): string | undefined {
  return trailOf(arnOf(connection))
    .map((resource) => read(resource, 'providerEndpoint'))
    .find((endpoint) => typeof endpoint === 'string');
}

/** The provider of each repository link of a Stage: of its connection, which may be an import that the L2 knows. */
export const providersOfLinks = oncePerInventory(
  ({ links }): ReadonlyMap<CfnResource, string | undefined> =>
    new Map(links.map((link) => [link, providerOfLink(link)])),
);

function providerOfLink(link: CfnResource): string | undefined {
  const provider = providerBehind(read(link, 'connectionArn'));
  if (provider !== undefined) return provider;
  const connection: unknown = Reflect.get(constructOf(link), 'connection');
  return typeof connection === 'object' && connection !== null ? providerOf(connection as IConnectionRef) : undefined;
}

/** Advice on how to give the provider of a connection if it is unknown, depending on the origin of its ARN. */
export function adviceOnProvider(connection: IConnectionRef): string {
  const end = trailOf(arnOf(connection)).at(-1);
  const type = end?.cfnResourceType ?? '';
  if (end && type.endsWith('Lookup')) return `give the lookup ${nameOf(end)} a 'providerType'`;
  if (end && read(end, 'providerType') !== undefined) {
    return `give ${nameOf(end)} a 'providerType' that is known at synthesis`;
  }
  return /::Connection$|Host$/.test(type)
    ? "import its host with Host.fromHostAttributes, and give 'providerType'"
    : "import it with Connection.fromConnectionAttributes, and give 'providerType'";
}

function arnOf(subject: IConnectionRef | IHostRef): string {
  return 'connectionRef' in subject ? subject.connectionRef.connectionArn : subject.hostRef.hostArn;
}
