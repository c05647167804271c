import type { CfnResource } from 'aws-cdk-lib';
import {
  type ConnectionProductSourceProps,
  checkProductSource,
  productSource,
} from '../integrations/service-catalog/connection-product-source';
import { attachStageValidator } from '../validation';
import { cfnName, constructOf } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/**
 * A mixin that makes a Service Catalog product, which any construct has created, follow a template in a repository.
 *
 * The versions that the product has stay as they are, such as those that an L2 of the CDK always has: AWS lets a product
 * with versions be connected. It does not document whether a new product may have both.
 *
 * @see https://docs.aws.amazon.com/servicecatalog/latest/adminguide/git-synced-sc-products.html
 */
export class ProductSource extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::ServiceCatalog::CloudFormationProduct';

  private readonly props: ConnectionProductSourceProps;

  /**
   * @param props the connection, the repository, and the template in it
   * @throws when a property is not valid, or Service Catalog does not support the provider of the connection
   */
  constructor(props: ConnectionProductSourceProps) {
    super();
    checkProductSource(props);
    this.props = props;
  }

  /** @internal */
  protected override _apply(product: CfnResource): boolean {
    attachStageValidator(constructOf(product));
    product.addPropertyOverride('SourceConnection', capitalized(productSource(this.props, product)));
    return true;
  }
}

/** The structure with the names that CloudFormation has for the members. */
function capitalized(structure: object): Record<string, unknown> {
  const members = Object.entries(structure).map(([name, value]) => [
    cfnName(name),
    typeof value === 'object' ? capitalized(value) : value,
  ]);
  return Object.fromEntries(members);
}
