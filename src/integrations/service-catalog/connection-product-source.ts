import { type IResolvable, Lazy } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkGitName, checkKnown } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PRODUCT_ARTIFACT_PATH, PRODUCT_BRANCH, PRODUCT_REPOSITORY } from '../../private/limits';
import { checkReference } from '../../private/references';
import { checkRepository, checkRepositoryPath } from '../../private/repositories';
import { providerOf } from '../../validation/connections';
import { checkPlace, checkSupport } from '../consumer';

/** Properties of a `ConnectionProductSource`. */
export interface ConnectionProductSourceProps {
  /**
   * The connection: an L2, an L1 or an import. With an `AvailableConnection`, the product is created after the
   * handshake.
   *
   * A rule warns of a connection whose ARN has the prefix `codeconnections`: AWS documents such an ARN for the API, but
   * not for CloudFormation, which passes it to the API. Connections of `AWS::CodeStarConnections::Connection` have the
   * prefix `codestar-connections`.
   */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`, at most 100 characters. */
  readonly repository: string;

  /** The branch, at most 250 characters. */
  readonly branch: string;

  /**
   * The path of the template in the repository, for example `products/bucket.yaml`, at most 4,096 characters.
   *
   * The configuration of a Terraform product is an archive in the format `tar.gz`.
   */
  readonly artifactPath: string;
}

/**
 * The source of a Service Catalog product: a template in a repository, of which Service Catalog makes a new version of
 * the product when it changes.
 *
 * Service Catalog supports repositories on GitHub, GitHub Enterprise Server and Bitbucket. Connections to GitLab,
 * GitLab self-managed and Azure DevOps are refused. What AWS does not list either way, such as ghe.com, is not.
 *
 * It reads repositories with its service-linked role, which is allowed to use every connection of the account. The role
 * that deploys the product needs `PassConnection`, `UseConnection` and `GetConnection`.
 *
 * @see https://docs.aws.amazon.com/servicecatalog/latest/adminguide/git-synced-sc-products.html
 */
export class ConnectionProductSource {
  /**
   * A source for the property `sourceConnection` of `CfnCloudFormationProduct`.
   *
   * For a product that another construct has created, use `mixins.ProductSource`.
   *
   * @param props the connection, the repository, and the template in it
   * @throws when a property is not valid, or the connection is to GitLab, GitLab self-managed or Azure DevOps. When the
   * app is synthesised, also when the connection cannot be used in the Region or in the account of the product
   */
  public static fromConnection(props: ConnectionProductSourceProps): IResolvable {
    checkProductSource(props);
    return Lazy.uncachedAny({ produce: ({ scope }) => productSource(props, scope) });
  }

  private constructor() {}
}

/** Refuses a source that Service Catalog would refuse. */
export function checkProductSource({
  connection,
  repository,
  branch,
  artifactPath,
}: ConnectionProductSourceProps): void {
  checkReference('connection', connection, 'connectionRef', undefined);
  const violations = [
    ...checkRepository('repository', repository, providerOf(connection)),
    ...checkKnown('repository', repository, PRODUCT_REPOSITORY),
    ...checkGitName('branch', branch),
    ...checkKnown('branch', branch, PRODUCT_BRANCH),
    ...checkRepositoryPath('artifactPath', artifactPath),
    ...checkKnown('artifactPath', artifactPath, PRODUCT_ARTIFACT_PATH),
  ];
  throwIfInvalid(ErrorCode.INVALID_PRODUCT_SOURCE, [...new Set(violations)], connection);
  checkSupport(connection, 'serviceCatalog', connection);
}

/** The property of a product. */
export function productSource(
  { connection, repository, branch, artifactPath }: ConnectionProductSourceProps,
  product: IConstruct,
): CfnCloudFormationProduct.SourceConnectionProperty {
  checkPlace(connection, product);
  const { connectionArn } = connection.connectionRef;
  return { type: 'CODESTAR', connectionParameters: { codeStar: { connectionArn, repository, branch, artifactPath } } };
}
