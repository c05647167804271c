import { type Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { AvailableConnection } from '../connection';
import { checkedTimeout } from '../custom-resources/timeout';
import { ErrorCode } from '../error-code';
import { refuse } from '../private/errors';
import { identityOf } from '../private/identity';
import { shortHash } from '../private/names';
import { splitRepository } from '../private/repositories';
import { shownName } from '../private/texts';
import { RepositoryLink } from '../repository-link';
import { kindOf } from '../validation/inventory';
import { resourceOf } from '../validation/values';

/** Part of logical ids. Changing it would create a second link to the same repository, which the service refuses. */
const ID = 'GitSyncedRepositories';

/** A repository, and the connection through which it is reached. */
export interface SharedRepository {
  readonly connection: IConnectionRef;
  /** The repository with its owner. */
  readonly repository: string;
  readonly notificationTopic?: ITopicRef;
  readonly timeout?: Duration;
}

/** The wait for a connection. */
interface Wait {
  readonly ready: IConnectionRef;
  readonly topic: string | undefined;
  readonly seconds: number | undefined;
}

/** The link to a repository, and the identity of the connection through which it is reached. */
interface Link {
  readonly link: RepositoryLink;
  readonly connection: string | undefined;
}

/** The instances in each Stage. */
const ofStages = new WeakMap<IConstruct, SharedRepositories[]>();

/**
 * The repository links that the synced stacks of one stack share, and the waits for their connections. Both are found
 * by the values of names and ARNs, so tokens that resolve to the same are the same.
 */
export class SharedRepositories extends Construct {
  /** The instance of the stack that contains a construct. */
  public static of(scope: Construct): SharedRepositories {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as SharedRepositories | undefined) ?? new SharedRepositories(stack);
  }

  private readonly waits = new Map<string | undefined, Wait>();
  private readonly links = new Map<string | undefined, Link>();

  private constructor(stack: Stack) {
    super(stack, ID);
    const stage = Stage.of(stack) ?? stack.node.root;
    ofStages.set(stage, [...(ofStages.get(stage) ?? []), this]);
  }

  /**
   * The link of a repository.
   *
   * @throws when another synced stack uses the repository through another connection, with other wait options, or in
   * another CDK stack
   */
  public link(scope: Construct, shared: SharedRepository): RepositoryLink {
    const { repository: name } = shared;
    const identity = identityOf(name, this);
    const connection = this.identityOfConnection(shared.connection);
    const existing = this.links.get(identity);
    if (existing && existing.connection !== connection) {
      refuse(
        ErrorCode.INVALID_GIT_SYNCED_STACK,
        `another synced stack reaches the repository ${shownName(name)} through another connection, got '${shared.connection.node.path}'; give both the same connection, or GitRepository.fromLink`,
        scope,
      );
    }
    const ready = this.ready(scope, shared);
    if (existing) return existing.link;
    this.refuseSecondLink(scope, name, { identity, connection });
    const link = new RepositoryLink(this, this.idOf(name), { connection: ready, ...splitRepository(name) });
    this.links.set(identity, { link, connection });
    return link;
  }

  /** The name is part of a logical id. For a token, it is the hash of its value in the template. */
  private idOf(name: string): string {
    // Another repository, or the wait for a connection, can already have this id: `/` becomes `--` in an id.
    const isFree = !this.node.tryFindChild(name.replaceAll('/', '--'));
    if (!Token.isUnresolved(name) && isFree) return name;
    return `Repository-${shortHash(JSON.stringify(Stack.of(this).resolve(name)))}`;
  }

  /** A repository has one link in each account and Region. On another connection, it may be of another provider. */
  private refuseSecondLink(
    scope: Construct,
    name: string,
    { identity, connection }: { identity: string | undefined; connection: string | undefined },
  ): void {
    const others = ofStages.get(Stage.of(this) ?? this.node.root) ?? [];
    const other = others.find(({ links }) => {
      const link = links.get(identity);
      return link !== undefined && link.connection === connection;
    });
    if (!other) return;
    refuse(
      ErrorCode.INVALID_GIT_SYNCED_STACK,
      `the repository ${shownName(name)} already has a link in the stack '${Stack.of(other).node.path}', and can have only one in each account and Region; give GitRepository.fromLink with the 'repositoryLink' of a synced stack in that stack`,
      scope,
    );
  }

  /** The connection once it is available. */
  private ready(scope: Construct, { connection, notificationTopic, timeout }: SharedRepository): IConnectionRef {
    if (AvailableConnection.isAvailableConnection(connection)) return connection;
    const identity = this.identityOfConnection(connection);
    const seconds = timeout && checkedTimeout(scope, timeout);
    const topic = identityOf(notificationTopic?.topicRef.topicArn, this);
    const existing = this.waits.get(identity);
    if (!existing) {
      const options = { ...(notificationTopic && { notificationTopic }), ...(timeout && { timeout }) };
      const ready = new AvailableConnection(this, this.pathFromHere(connection), { connection, ...options });
      this.waits.set(identity, { ready, topic, seconds });
      return ready;
    }
    const isOther = (mine: unknown, other: unknown) => mine !== undefined && mine !== other;
    if (isOther(topic, existing.topic) || isOther(seconds, existing.seconds)) {
      refuse(
        ErrorCode.INVALID_GIT_SYNCED_STACK,
        `another synced stack already waits for the connection '${connection.node.path}', with another 'notificationTopic' or 'timeout'; give these to the first synced stack only, or create an AvailableConnection and give it to all of them`,
        scope,
      );
    }
    return existing.ready;
  }

  /** A connection of the app is one, whichever attribute its ARN comes from. */
  private identityOfConnection({ connectionRef: { connectionArn } }: IConnectionRef): string | undefined {
    const resource = resourceOf(connectionArn);
    return resource && kindOf(resource) === 'connections' ? resource.node.path : identityOf(connectionArn, this);
  }

  /** The path within the stack, so that logical ids do not depend on the stage. */
  private pathFromHere({ node }: IConnectionRef): string {
    const prefix = `${Stack.of(this).node.path}/`;
    return node.path.startsWith(prefix) ? node.path.slice(prefix.length) : node.path;
  }
}
