import { Resource, type ResourceProps } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { RepositoryLinkReference } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { attachStageValidator } from '../private/validation';
import type { IRepositoryLink } from './repository-link';
import { RepositoryLinkGrants } from './repository-link-grants';

/**
 * What all repository links share, whether new, imported, or looked up.
 *
 * @internal
 */
export abstract class RepositoryLinkBase extends Resource implements IRepositoryLink {
  public abstract readonly repositoryLinkArn: string;
  public abstract readonly repositoryLinkId: string;
  public abstract readonly connection?: IConnectionRef;

  public readonly grants = RepositoryLinkGrants.fromRepositoryLink(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    attachStageValidator(this);
  }

  public get repositoryLinkRef(): RepositoryLinkReference {
    return { repositoryLinkArn: this.repositoryLinkArn };
  }
}
