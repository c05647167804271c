import type { Duration } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AvailableConnection } from '../connection';
import { ErrorCode } from '../error-code';
import { throwIfInvalid } from '../private/errors';
import { checkReference } from '../private/references';
import { checkLinkedRepository } from '../private/repositories';
import type { IRepositoryLink } from '../repository-link';
import { providerOf } from '../validation/connections';
import { SharedRepositories } from './shared-repositories';

/** Options for a repository that is reached through a connection. */
export interface GitRepositoryOptions {
  /**
   * A topic that gets one message when the wait for the connection begins: what to do, the link to the AWS console, and
   * the deadline.
   *
   * @default - no message; the link is only in the log of the custom resource's function
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * How long to wait for the connection, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58)
   */
  readonly timeout?: Duration;
}

/**
 * The repository of a stack that Git sync updates.
 *
 * @internal
 */
export interface BoundRepository {
  readonly link: IRepositoryLinkRef;
  readonly connection: IConnectionRef | undefined;
}

/** A Git repository for Git sync: by its name and a connection, or by a link that exists. */
export abstract class GitRepository {
  /**
   * A repository that is reached through a connection.
   *
   * The deployment waits until the connection is available, unless it already is an `AvailableConnection`. All synced
   * stacks in one CDK stack share the wait and one link to the repository.
   *
   * @param connection the connection: an L2, an L1 or an import
   * @param repository the repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. The
   * value of a token that stands for all of it must have exactly one slash.
   * @param options options of the wait
   * @throws when the repository is not `owner/name`, or has subgroups that its provider does not support
   */
  public static fromConnection(
    connection: IConnectionRef,
    repository: string,
    options: GitRepositoryOptions = {},
  ): GitRepository {
    checkReference('connection', connection, 'connectionRef', undefined);
    const violations = checkLinkedRepository('repository', repository, providerOf(connection));
    violations.push(...checkOptions(connection, options));
    throwIfInvalid(ErrorCode.INVALID_GIT_REPOSITORY, violations, connection);
    return new RepositoryOfConnection(connection, repository, options);
  }

  /**
   * A repository that has a link, for example the one of a synced stack in another CDK stack.
   *
   * A repository has only one link in each account and Region.
   *
   * @param repositoryLink the link: an L2, an L1 or an import
   */
  public static fromLink(repositoryLink: IRepositoryLinkRef): GitRepository {
    checkReference('repositoryLink', repositoryLink, 'repositoryLinkRef', undefined);
    return new LinkedRepository(repositoryLink);
  }

  /**
   * The link to the repository for a synced stack.
   *
   * @internal
   */
  public abstract _bind(scope: Construct): BoundRepository;
}

class RepositoryOfConnection extends GitRepository {
  constructor(
    private readonly connection: IConnectionRef,
    private readonly repository: string,
    private readonly options: GitRepositoryOptions,
  ) {
    super();
  }

  public override _bind(scope: Construct): BoundRepository {
    const { connection, repository, options } = this;
    return { link: SharedRepositories.of(scope).link(scope, { connection, repository, ...options }), connection };
  }
}

class LinkedRepository extends GitRepository {
  constructor(private readonly link: IRepositoryLinkRef) {
    super();
  }

  public override _bind(): BoundRepository {
    return { link: this.link, connection: (this.link as Partial<IRepositoryLink>).connection };
  }
}

/** The wait of an `AvailableConnection` has options of its own. */
function checkOptions(connection: IConnectionRef, options: GitRepositoryOptions): string[] {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`'${name}'`]));
  if (given.length === 0 || !AvailableConnection.isAvailableConnection(connection)) return [];
  return [
    `the connection '${connection.node.path}' is an AvailableConnection, which waits with its own options: give it ${given.join(' and ')}, or give the connection that it waits for`,
  ];
}
