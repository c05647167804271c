import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import { type Inventory, kindOf } from './inventory';
import { literal, memberOf, nameOf, read, referenceOf, resourceOf } from './values';

/** The providers that people run themselves. Any other is taken to be in the cloud, also one that we do not know. */
export const PROVIDERS_WITH_HOST = ['GitHubEnterpriseServer', 'GitLabSelfManaged'];

const EITHER = 'a connection takes either a provider type or a host';

export function connectionViolations({ connections }: Inventory): string[] {
  return connections.flatMap((connection) => {
    const violation = connectionViolation(connection);
    return violation ? [`${nameOf(connection)}: ${violation}`] : [];
  });
}

function connectionViolation(connection: CfnResource): string | undefined {
  const provider = read(connection, 'providerType');
  const host = read(connection, 'hostArn');
  if (provider === undefined && host === undefined) {
    return `${EITHER}, got neither; set the provider type, or the host for a provider that you run yourself`;
  }
  const providerType = literal(provider);
  if (providerType !== undefined && PROVIDERS_WITH_HOST.includes(providerType)) {
    return `a connection to the provider type '${providerType}' is made by its host, got ${
      host === undefined ? 'no host' : 'both'
    }; create a host of this provider type and give the connection that host in place of the provider type`;
  }
  if (isCertain(provider) && isCertain(host)) {
    return `${EITHER}, got both${providerType ? ` (the provider type is '${providerType}')` : ''}; remove one of them: a host has its own provider type`;
  }
  return undefined;
}

/** Whether there will be a value: an intrinsic function may come to AWS::NoValue. */
function isCertain(value: unknown): boolean {
  return literal(value) !== undefined || referenceOf(value) !== undefined;
}

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
export function connectionsOfLinks({ links }: Inventory): Map<CfnResource, ConnectionUse> {
  return new Map(links.map((link) => [link, connectionBehind(read(link, 'connectionArn'))]));
}

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
