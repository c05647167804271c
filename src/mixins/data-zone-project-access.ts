import { DATA_ZONE_TAG } from '../private/tags';
import { TaggedConnection } from './tagged-connection';

/**
 * A mixin that lets projects of SageMaker Unified Studio, and so of Amazon DataZone, use connections, by the tag
 * `for-use-with-all-datazone-projects` = `true`. The console of Unified Studio calls this enabling a connection.
 *
 * All domains of the account, and all projects in accounts that are associated with them, may then use the connection.
 * AWS lists the providers GitHub, GitHub Enterprise Server, GitLab, GitLab self-managed and Bitbucket.
 *
 * It applies to connections that the app creates, whichever construct does. An import gets a warning instead: add the
 * tag where the connection is created.
 *
 * @see https://docs.aws.amazon.com/sagemaker-unified-studio/latest/adminguide/git-connections.html
 */
export class DataZoneProjectAccess extends TaggedConnection {
  /** @internal */
  protected readonly _tag: string = DATA_ZONE_TAG;
}
