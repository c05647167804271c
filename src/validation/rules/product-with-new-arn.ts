import { prefixOf } from '../connections';
import { CONSUMERS } from '../consumers';
import type { Rule } from '../rule';

const PRODUCT = 'AWS::ServiceCatalog::CloudFormationProduct';

/**
 * CloudFormation's schema, and the model of the API in the SDKs, take ARNs of the old prefix only. The page of the API
 * has both, and whether the service refuses a new one is not known.
 */
export const productWithNewArn: Rule = {
  id: 'productWithNewArn',
  summary: "A Service Catalog product uses a connection whose ARN has the prefix 'codestar-connections'.",
  fix: 'keep the connection; if Service Catalog refuses it, give this product another one, created beside it as CfnConnection of aws_codestarconnections',
  check: ({ otherConsumers }) =>
    otherConsumers
      .filter(({ cfnResourceType }) => cfnResourceType === PRODUCT)
      .filter((resource) => CONSUMERS[PRODUCT]?.arnsOf(resource).some((arn) => prefixOf(arn) === 'codeconnections'))
      .map((resource) => ({
        resource,
        problem:
          "AWS does not say the same everywhere about whether a product can use a connection whose ARN has the prefix 'codeconnections'",
      })),
};
