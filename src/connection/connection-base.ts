import { Resource, type ResourceProps } from 'aws-cdk-lib';
import type { ConnectionReference, IConnectionRef, IHostRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { attachStageValidator } from '../private/validation';
import { providerOf } from '../private/validation/connections';
import type { IConnection } from './connection';
import { ConnectionGrants } from './connection-grants';
import { ProviderType } from './provider-type';

/**
 * What all connections share, whether new, imported, or waited for.
 *
 * @internal
 */
export abstract class ConnectionBase extends Resource implements IConnection {
  public abstract readonly connectionArn: string;
  public abstract readonly providerType?: ProviderType;

  public readonly grants = ConnectionGrants.fromConnection(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    attachStageValidator(this);
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
