import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { idOfArn } from '../private/arns';
import { checkReference } from '../private/references';
import { type SyncStatusChangeOptions, syncStatusChange } from '../sync-configuration/sync-status';

/**
 * Event patterns about the repositories that Git sync reads, for EventBridge rules.
 *
 * AWS delivers them on a best-effort basis.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codeconnections.html
 */
export class RepositoryLinkEvents {
  /**
   * Events of one repository link.
   *
   * @param repositoryLink the repository link: an L2, an L1 or an import
   */
  public static fromRepositoryLink(repositoryLink: IRepositoryLinkRef): RepositoryLinkEvents {
    checkReference('repositoryLink', repositoryLink, 'repositoryLinkRef', undefined);
    return new RepositoryLinkEvents(repositoryLink);
  }

  /** Events of all repository links in the account and Region of the rule. */
  public static fromAllRepositoryLinks(): RepositoryLinkEvents {
    return new RepositoryLinkEvents();
  }

  private readonly repositoryLink: IRepositoryLinkRef | undefined;

  private constructor(repositoryLink?: IRepositoryLinkRef) {
    this.repositoryLink = repositoryLink;
  }

  /**
   * The pattern of status changes of a sync of the repository.
   *
   * @param options restrictions of the events; none by default
   * @throws when an option is an empty list
   */
  public syncStatusChangePattern(options: SyncStatusChangeOptions = {}): EventPattern {
    const link = this.repositoryLink;
    const restrictions = link && {
      repositoryLinkId: [idOfArn(link.repositoryLinkRef.repositoryLinkArn, 'repository-link', link)],
    };
    return syncStatusChange('Repository', options, restrictions ?? {}, link);
  }
}
