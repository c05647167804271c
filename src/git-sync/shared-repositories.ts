import { type Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { AvailableConnection } from '../connection';
import { validationError } from '../private/errors';
import { RepositoryLink } from '../repository-link';

/** Logical ids follow from it, and a repository link that gets another one is in the way of itself. */
const ID = 'GitSyncedRepositories';

/** A repository, and the connection through which it is reached. */
export interface SharedRepository {
  readonly connection: IConnectionRef;
  readonly ownerId: string;
  readonly repositoryName: string;
  readonly notificationTopic: ITopicRef | undefined;
  readonly connectionTimeout: Duration | undefined;
}

/** A connection that is waited for, and how. */
interface Wait {
  readonly ready: IConnectionRef;
  readonly notificationTopic: ITopicRef | undefined;
  readonly seconds: number | undefined;
}

/** Those of each Stage. */
const ofStages = new WeakMap<IConstruct, SharedRepositories[]>();

/** The repository links that the synced stacks of one stack share, and the waits for their connections. */
export class SharedRepositories extends Construct {
  /** Those of the stack that a construct is in. */
  public static of(scope: Construct): SharedRepositories {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as SharedRepositories | undefined) ?? new SharedRepositories(stack);
  }

  private readonly waits = new Map<string, Wait>();

  /** The connections of the links, as they were given. */
  private readonly connections = new Map<string, string>();

  private constructor(stack: Stack) {
    super(stack, ID);
    const stage = Stage.of(stack) ?? stack.node.root;
    ofStages.set(stage, [...(ofStages.get(stage) ?? []), this]);
  }

  /**
   * The link of a repository: one for all whose name is known at synthesis, and otherwise one for each scope.
   *
   * @throws when what is shared is wanted in two ways
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
        'InvalidGitSyncedStack',
        `the repository ${name} is reached through another connection by another synced stack, got '${repository.connection.node.path}'; give all of them the same 'connection', or a 'repositoryLink'`,
        scope,
      );
    }
    if (existing) return existing;
    const { connectionArn } = repository.connection.connectionRef;
    this.refuseSecondLink(scope, name, connectionArn);
    this.connections.set(name, connectionArn);
    return new RepositoryLink(this, name, props);
  }

  /** A repository has one link in an account and Region. On another connection, it may be one of another provider. */
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
      'InvalidGitSyncedStack',
      `the repository ${name} has a link in the stack '${Stack.of(other).node.path}' already, and can have one only in an account and Region; give the 'repositoryLink' of a synced stack there in place of 'connection', 'ownerId' and 'repositoryName'`,
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
        'InvalidGitSyncedStack',
        `the connection '${connection.node.path}' is waited for already, with another 'notificationTopic' or 'connectionTimeout'; give them to the first synced stack only, or make an AvailableConnection and give all of them that`,
        scope,
      );
    }
    return existing.ready;
  }

  /** From the stack on, so that a stage has no part in logical ids. */
  private pathFromHere({ node }: IConnectionRef): string {
    const prefix = `${Stack.of(this).node.path}/`;
    return node.path.startsWith(prefix) ? node.path.slice(prefix.length) : node.path;
  }
}
