import { type Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { AvailableConnection } from '../connection';
import { ErrorCode } from '../error-code';
import { validationError } from '../private/errors';
import { RepositoryLink } from '../repository-link';

/** Part of logical ids. Changing it would create a second link to the same repository, which the service refuses. */
const ID = 'GitSyncedRepositories';

/** A repository, and the connection through which it is reached. */
export interface SharedRepository {
  readonly connection: IConnectionRef;
  readonly ownerId: string;
  readonly repositoryName: string;
  readonly notificationTopic: ITopicRef | undefined;
  readonly connectionTimeout: Duration | undefined;
}

/** The wait for a connection. */
interface Wait {
  readonly ready: IConnectionRef;
  readonly notificationTopic: ITopicRef | undefined;
  readonly seconds: number | undefined;
}

/** The instances in each Stage. */
const ofStages = new WeakMap<IConstruct, SharedRepositories[]>();

/** The repository links that the synced stacks of one stack share, and the waits for their connections. */
export class SharedRepositories extends Construct {
  /** The instance of the stack that contains a construct. */
  public static of(scope: Construct): SharedRepositories {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as SharedRepositories | undefined) ?? new SharedRepositories(stack);
  }

  private readonly waits = new Map<string, Wait>();

  /** The ARN of the connection of each link, by the name of the repository. */
  private readonly connections = new Map<string, string>();

  private constructor(stack: Stack) {
    super(stack, ID);
    const stage = Stage.of(stack) ?? stack.node.root;
    ofStages.set(stage, [...(ofStages.get(stage) ?? []), this]);
  }

  /**
   * The link of a repository: a shared one if the name is known at synthesis, and otherwise one for each scope.
   *
   * @throws when another synced stack uses the repository through another connection, with other wait options, or in
   * another CDK stack
   */
  public link(scope: Construct, repository: SharedRepository): RepositoryLink {
    const { ownerId, repositoryName } = repository;
    const connection = this.ready(scope, repository);
    const props = { connection, ownerId, repositoryName };
    const name = `${ownerId}/${repositoryName}`;
    if (Token.isUnresolved(name)) return new RepositoryLink(scope, 'RepositoryLink', props);
    const existing = this.node.tryFindChild(name) as RepositoryLink | undefined;
    if (existing && existing.connection !== connection) {
      throw validationError(
        ErrorCode.INVALID_GIT_SYNCED_STACK,
        `another synced stack reaches the repository ${name} through another connection, got '${repository.connection.node.path}'; give both the same 'connection', or a 'repositoryLink'`,
        scope,
      );
    }
    if (existing) return existing;
    const { connectionArn } = repository.connection.connectionRef;
    this.refuseSecondLink(scope, name, connectionArn);
    this.connections.set(name, connectionArn);
    return new RepositoryLink(this, name, props);
  }

  /** A repository has one link in each account and Region. On another connection, it may be of another provider. */
  private refuseSecondLink(scope: Construct, name: string, connectionArn: string): void {
    const { account, region } = Stack.of(this);
    if (Token.isUnresolved(account) || Token.isUnresolved(region)) return;
    const others = ofStages.get(Stage.of(this) ?? this.node.root) ?? [];
    const other = others.find((each) => {
      const stack = Stack.of(each);
      return each.connections.get(name) === connectionArn && stack.account === account && stack.region === region;
    });
    if (!other) return;
    throw validationError(
      ErrorCode.INVALID_GIT_SYNCED_STACK,
      `the repository ${name} already has a link in the stack '${Stack.of(other).node.path}', and can have only one in each account and Region; give the 'repositoryLink' of a synced stack in that stack in place of 'connection', 'ownerId' and 'repositoryName'`,
      scope,
    );
  }

  /** The connection once it is available. */
  private ready(
    scope: Construct,
    { connection, notificationTopic, connectionTimeout }: SharedRepository,
  ): IConnectionRef {
    if (AvailableConnection.isAvailableConnection(connection)) return connection;
    const { connectionArn } = connection.connectionRef;
    const seconds = connectionTimeout?.toSeconds({ integral: false });
    const existing = this.waits.get(connectionArn);
    if (!existing) {
      const options = {
        ...(notificationTopic && { notificationTopic }),
        ...(connectionTimeout && { timeout: connectionTimeout }),
      };
      const ready = new AvailableConnection(this, this.pathFromHere(connection), { connection, ...options });
      this.waits.set(connectionArn, { ready, notificationTopic, seconds });
      return ready;
    }
    const isOther = (mine: unknown, other: unknown) => mine !== undefined && mine !== other;
    if (isOther(notificationTopic, existing.notificationTopic) || isOther(seconds, existing.seconds)) {
      throw validationError(
        ErrorCode.INVALID_GIT_SYNCED_STACK,
        `another synced stack already waits for the connection '${connection.node.path}', with another 'notificationTopic' or 'connectionTimeout'; give these to the first synced stack only, or create an AvailableConnection and give it to all of them`,
        scope,
      );
    }
    return existing.ready;
  }

  /** The path within the stack, so that logical ids do not depend on the stage. */
  private pathFromHere({ node }: IConnectionRef): string {
    const prefix = `${Stack.of(this).node.path}/`;
    return node.path.startsWith(prefix) ? node.path.slice(prefix.length) : node.path;
  }
}
