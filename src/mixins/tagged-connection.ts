import { type CfnResource, TagManager } from 'aws-cdk-lib';
import { AppliedMixin } from './applied-mixin';

/**
 * A mixin that adds a tag to connections, without which the roles of a service may not use them. A tag that is added
 * does not replace a connection.
 *
 * @internal
 */
export abstract class TaggedConnection extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: readonly string[] = [
    'AWS::CodeConnections::Connection',
    'AWS::CodeStarConnections::Connection',
    'Custom::CodeConnectionsConnection',
  ];

  /** @internal */
  protected abstract readonly _tag: string;

  /** @internal */
  protected override _apply(connection: CfnResource): boolean {
    const tags = TagManager.of(connection);
    tags?.setTag(this._tag, 'true', PRIORITY);
    return tags !== undefined;
  }
}

/** Higher than that of the tags on a scope. */
const PRIORITY = 300;
