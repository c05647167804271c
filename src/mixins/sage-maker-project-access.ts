import { SAGE_MAKER_TAG } from '../private/tags';
import { TaggedConnection } from './tagged-connection';

/**
 * A mixin that lets projects of SageMaker AI use connections, by the tag `sagemaker` = `true`: the roles of their
 * templates may use no other connection.
 *
 * It applies to connections that the app creates, whichever construct does. An import gets a warning instead: add the
 * tag where the connection is created.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-projects-templates-sm.html
 */
export class SageMakerProjectAccess extends TaggedConnection {
  /** @internal */
  protected readonly _tag: string = SAGE_MAKER_TAG;
}
