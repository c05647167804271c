import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { kindOf, oncePerInventory } from './inventory';
import { literal, memberOf, nameOf, read, resourceOf } from './values';

/** What stands behind the ARN of a connection. */
export interface ConnectionUse {
  /** The connection itself, when it is a resource of the app. */
  readonly connection?: CfnResource;
  /** Its ARN, when that is known, also in parts. */
  readonly arn?: string;
  /** Whether the ARN is that of an AvailableConnection, which hands it on when the handshake is complete. */
  readonly throughWaiter: boolean;
}

/** What stands behind each repository link of a Stage. */
export const connectionsOfLinks = oncePerInventory(
  ({ links }): ReadonlyMap<CfnResource, ConnectionUse> =>
    new Map(links.map((link) => [link, connectionBehind(read(link, 'connectionArn'))])),
);

/** Follows the ARN of a connection to where it comes from. */
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

/** What the provider of a connection is known by: connections, hosts, and what waits for one or looks one up. */
const KNOWN_BY =
  /^(?:AWS::Code(?:Star)?Connections::(?:Connection|Host)|Custom::CodeConnections(?:Available(?:Connection|Host)|(?:Connection|Host)Lookup))$/;

/** The resources of the app that an ARN comes from, such as a wait, the connection that it waits for, and its host. */
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
 * The provider of a connection or a host: of one that the app makes or looks up, also when it is waited for; otherwise
 * what was said of it.
 */
export function providerOf(subject: IConnectionRef | IHostRef): string | undefined {
  const found = trailOf(arnOf(subject)).map((resource) => literal(read(resource, 'providerType')));
  return (
    found.find((provider) => provider !== undefined) ?? literal(memberOf(Reflect.get(subject, 'providerType'), 'value'))
  );
}

/** What to do where the provider of a connection is not known: it depends on where its ARN leads to. */
export function adviceOnProvider(connection: IConnectionRef): string {
  const end = trailOf(arnOf(connection)).at(-1);
  const type = end?.cfnResourceType ?? '';
  if (end && type.endsWith('Lookup')) return `give the look-up ${nameOf(end)} the 'providerType'`;
  if (end && read(end, 'providerType') !== undefined) {
    return `give ${nameOf(end)} a provider type that is known at synthesis`;
  }
  return /::Connection$|Host$/.test(type)
    ? "import its host by Host.fromHostAttributes, with the 'providerType'"
    : "import it by Connection.fromConnectionAttributes, with the 'providerType'";
}

function arnOf(subject: IConnectionRef | IHostRef): string {
  return 'connectionRef' in subject ? subject.connectionRef.connectionArn : subject.hostRef.hostArn;
}
