import { type IResource, Resource, type ResourceProps } from 'aws-cdk-lib';
import type { ConnectionReference, IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { markKind } from '../private/kinds';
import { attachStageValidator } from '../validation';
import { providerOf } from '../validation/connections';
import { ConnectionEvents } from './connection-events';
import { ConnectionGitHttp } from './connection-git-http';
import { ConnectionGrants } from './connection-grants';
import { ProviderType } from './provider-type';

/** A connection to a provider of Git repositories. */
export interface IConnection extends IResource, IConnectionRef {
  /**
   * The ARN of the connection.
   *
   * @attribute
   */
  readonly connectionArn: string;

  /**
   * The provider of the connection, if it is known.
   *
   * @default - unknown, because the connection or its host is imported or looked up without its provider
   */
  readonly providerType?: ProviderType;

  /**
   * The URL of a repository of the connection, from which a Git client can clone it over HTTPS with AWS credentials.
   *
   * The client needs the permission that `grants.readRepositories` grants. `ConnectionGitHttp` returns the same URL for
   * connections that other constructs have created.
   *
   * @param repository the repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`
   * @throws when `repository` is not `owner/name`
   */
  gitHttpUrl(repository: string): string;

  /** Permissions on the connection. */
  readonly grants: ConnectionGrants;

  /** Event patterns for API calls that name the connection. */
  readonly events: ConnectionEvents;
}

/**
 * The base class of all connections: new, imported, looked up or waited for.
 *
 * @internal
 */
export abstract class ConnectionBase extends Resource implements IConnection {
  public abstract readonly connectionArn: string;
  public abstract readonly providerType?: ProviderType;

  public readonly grants = ConnectionGrants.fromConnection(this);
  public readonly events = ConnectionEvents.fromConnection(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    markKind(this, 'Connection');
    attachStageValidator(this);
  }

  public gitHttpUrl(repository: string): string {
    return ConnectionGitHttp.fromConnection(this).url(repository);
  }

  public get connectionRef(): ConnectionReference {
    return { connectionArn: this.connectionArn };
  }
}

/** The provider of a connection or a host, as a type. */
export function knownProvider(subject: IConnectionRef | IHostRef): ProviderType | undefined {
  const provider = providerOf(subject);
  return provider === undefined ? undefined : ProviderType.of(provider);
}
