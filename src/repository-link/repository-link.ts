import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { CfnRepositoryLink } from 'aws-cdk-lib/aws-codestarconnections';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { environmentOfArn, idOfArn } from '../private/arns';
import { throwIfInvalid } from '../private/errors';
import { isOfKind, markMadeHere } from '../private/kinds';
import { checkOptionalReference, checkReference } from '../private/references';
import { checkOwner, checkRepositoryName } from '../private/repositories';
import { checkTags, toCfnTags } from '../private/tags';
import { providerOf } from '../validation/connections';
import { type IRepositoryLink, RepositoryLinkBase } from './repository-link-base';

/** Properties of a `RepositoryLink`. */
export interface RepositoryLinkProps {
  /**
   * The connection through which the repository is reached.
   *
   * It must be available when the link is created, and belong to this account, because Git sync does not support shared
   * connections. It can be changed to another connection of the same provider only.
   */
  readonly connection: IConnectionRef;

  /**
   * The owner of the repository, such as a GitHub organization, 1 to 255 characters.
   *
   * Changing it replaces the link.
   */
  readonly ownerId: string;

  /**
   * The name of the repository without its owner, 1 to 128 characters.
   *
   * Changing it replaces the link.
   */
  readonly repositoryName: string;

  /**
   * The key that encrypts the data that the service stores about the repository.
   *
   * @default - an AWS owned key
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * Tags of the repository link.
   *
   * @default - the tags set on the scope
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The policy for the repository link when it is replaced or removed from the stack.
   *
   * @default RemovalPolicy.DESTROY - it is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes for importing an existing repository link. */
export interface RepositoryLinkAttributes {
  /** The ARN of the repository link, of either prefix. */
  readonly repositoryLinkArn: string;

  /**
   * The connection through which the repository is reached.
   *
   * Git sync roles that are created for the link can then be assumed for this connection only.
   *
   * @default - unknown
   */
  readonly connection?: IConnectionRef;
}

/**
 * A repository link: a Git repository for Git sync, and the connection through which Git sync reaches it.
 *
 * The deploying principal needs permissions to create and tag the link, and to use, pass and read the connection. For
 * the first link of an account it also needs permission to create the service-linked role
 * `repository.sync.codeconnections.amazonaws.com`.
 *
 * @resource AWS::CodeStarConnections::RepositoryLink
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
@propertyInjectable
export class RepositoryLink extends RepositoryLinkBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.RepositoryLink';

  /**
   * Whether a value is a repository link of this library: created, imported or looked up.
   *
   * @param x any value
   */
  public static isRepositoryLink(x: unknown): x is IRepositoryLink {
    return isOfKind(x, 'RepositoryLink');
  }

  /**
   * Refers to a repository link that exists, by its ARN.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param repositoryLinkArn the ARN of the repository link, of either prefix
   * @throws when the ARN is not that of a single repository link
   */
  public static fromRepositoryLinkArn(scope: Construct, id: string, repositoryLinkArn: string): IRepositoryLink {
    return RepositoryLink.fromRepositoryLinkAttributes(scope, id, { repositoryLinkArn });
  }

  /**
   * Refers to a repository link that exists, by its attributes.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param attrs the attributes of the repository link
   * @throws when the ARN is not that of a single repository link
   */
  public static fromRepositoryLinkAttributes(
    scope: Construct,
    id: string,
    attrs: RepositoryLinkAttributes,
  ): IRepositoryLink {
    const { repositoryLinkArn, connection } = attrs;
    const repositoryLinkId = idOfArn(repositoryLinkArn, 'repository-link', scope);
    class Import extends RepositoryLinkBase {
      public readonly repositoryLinkArn = repositoryLinkArn;
      public readonly repositoryLinkId = repositoryLinkId;
      public readonly connection = connection;
    }
    return new Import(scope, id, environmentOfArn(repositoryLinkArn, 'repository-link', scope));
  }

  /** The connection through which the repository is reached. */
  public readonly connection?: IConnectionRef;

  private readonly resource: CfnRepositoryLink;

  constructor(scope: Construct, id: string, props: RepositoryLinkProps) {
    super(scope, id);
    checkReference('connection', props.connection, 'connectionRef', this);
    checkOptionalReference('encryptionKey', props.encryptionKey, 'keyRef', this);
    throwIfInvalid(ErrorCode.INVALID_REPOSITORY_LINK, check(props), this);

    this.connection = props.connection;
    const tags = toCfnTags(props.tags);
    this.resource = markMadeHere(
      new CfnRepositoryLink(this, 'Resource', {
        connectionArn: props.connection.connectionRef.connectionArn,
        ownerId: props.ownerId,
        repositoryName: props.repositoryName,
        ...(props.encryptionKey && { encryptionKeyArn: props.encryptionKey.keyRef.keyArn }),
        ...(tags && { tags }),
      }),
    );
    if (props.removalPolicy) this.resource.applyRemovalPolicy(props.removalPolicy);
  }

  /**
   * The ARN of the repository link.
   *
   * @attribute
   */
  public get repositoryLinkArn(): string {
    return this.resource.attrRepositoryLinkArn;
  }

  /**
   * The id of the repository link, a UUID.
   *
   * @attribute
   */
  public get repositoryLinkId(): string {
    return this.resource.attrRepositoryLinkId;
  }

  /**
   * The provider of the repository. For GitHub Enterprise Server it is `GitHubEnterprise`.
   *
   * @attribute
   */
  public get repositoryLinkProviderType(): string {
    return this.resource.attrProviderType;
  }
}

function check(props: RepositoryLinkProps): string[] {
  return [
    ...checkOwner('ownerId', props.ownerId, () => providerOf(props.connection)),
    ...checkRepositoryName('repositoryName', props.repositoryName),
    ...checkTags(props.tags),
  ];
}
