import { Resource } from 'aws-cdk-lib';
import type { ConnectionReference } from 'aws-cdk-lib/aws-codeconnections';
import type { IConnection } from './connection';
import { ConnectionGrants } from './connection-grants';

/**
 * What all connections share, whether new, imported, or waited for.
 *
 * @internal
 */
export abstract class ConnectionBase extends Resource implements IConnection {
  public abstract readonly connectionArn: string;

  public readonly grants = ConnectionGrants.fromConnection(this);

  public get connectionRef(): ConnectionReference {
    return { connectionArn: this.connectionArn };
  }
}
