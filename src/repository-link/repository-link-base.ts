import { type IResource, Resource, type ResourceProps } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IRepositoryLinkRef, RepositoryLinkReference } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { markKind } from '../private/kinds';
import { attachStageValidator } from '../validation';
import { RepositoryLinkEvents } from './repository-link-events';
import { RepositoryLinkGrants } from './repository-link-grants';

/** A repository link: a Git repository, and the connection through which Git sync reaches it. */
export interface IRepositoryLink extends IResource, IRepositoryLinkRef {
  /**
   * The ARN of the repository link.
   *
   * @attribute
   */
  readonly repositoryLinkArn: string;

  /**
   * The id of the repository link, a UUID.
   *
   * @attribute
   */
  readonly repositoryLinkId: string;

  /**
   * The connection through which the repository is reached, if it is known.
   *
   * @default - unknown, because the repository link is imported or looked up without its connection
   */
  readonly connection?: IConnectionRef;

  /** Permissions on the repository link. */
  readonly grants: RepositoryLinkGrants;

  /** Event patterns for syncs of the repository. */
  readonly events: RepositoryLinkEvents;
}

/**
 * The base class of all repository links: new, imported or looked up.
 *
 * @internal
 */
export abstract class RepositoryLinkBase extends Resource implements IRepositoryLink {
  public abstract readonly repositoryLinkArn: string;
  public abstract readonly repositoryLinkId: string;
  public abstract readonly connection?: IConnectionRef;

  public readonly grants = RepositoryLinkGrants.fromRepositoryLink(this);
  public readonly events = RepositoryLinkEvents.fromRepositoryLink(this);

  constructor(scope: Construct, id: string, props?: ResourceProps) {
    super(scope, id, props);
    markKind(this, 'RepositoryLink');
    attachStageValidator(this);
  }

  public get repositoryLinkRef(): RepositoryLinkReference {
    return { repositoryLinkArn: this.repositoryLinkArn };
  }
}
