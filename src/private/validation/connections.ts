import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { type Inventory, kindOf } from './inventory';
import { literal, memberOf, nameOf, read, referenceOf, resourceOf } from './values';

/** The providers that people run themselves. Any other is taken to be in the cloud, also one that we do not know. */
export const PROVIDERS_WITH_HOST = ['GitHubEnterpriseServer', 'GitLabSelfManaged'];

const EITHER = 'a connection takes either a provider type or a host';

export function connectionFindings({ connections }: Inventory): string[] {
  return connections.flatMap((connection) => {
    const finding = connectionFinding(connection);
    return finding ? [`${nameOf(connection)}: ${finding}`] : [];
  });
}

function connectionFinding(connection: CfnResource): string | undefined {
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
  readonly throughGate: boolean;
}

/** What stands behind each repository link of a Stage. */
export function connectionsOfLinks({ links }: Inventory): Map<CfnResource, ConnectionUse> {
  return new Map(links.map((link) => [link, connectionBehind(read(link, 'connectionArn'))]));
}

/** Follows the ARN of a connection to where it comes from. */
export function connectionBehind(arn: unknown): ConnectionUse {
  let value = arn;
  let throughGate = false;
  for (;;) {
    const resource = resourceOf(value);
    const kind = resource && kindOf(resource);
    if (resource && kind === 'gates') {
      throughGate = true;
      value = read(resource, 'connectionArn');
    } else {
      return {
        connection: kind === 'connections' ? resource : undefined,
        arn: typeof value === 'string' && !resource ? value : undefined,
        throughGate,
      };
    }
  }
}

/** The provider of a connection: of one that the app makes, also when it is waited for; otherwise what was said of it. */
export function providerOf(connection: IConnectionRef): string | undefined {
  const resource = connectionBehind(connection.connectionRef.connectionArn).connection;
  const maker = resource && (resourceOf(read(resource, 'hostArn')) ?? resource);
  const made = maker && literal(read(maker, 'providerType'));
  return made ?? literal(memberOf(Reflect.get(connection, 'providerType'), 'value'));
}
