import { CfnDeletionPolicy, type ITaggableV2, Lazy, Stack, TagManager, TagType } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resources/custom-resource';
import { RUN_SECONDS } from '../custom-resources/timeout';
import { ErrorCode } from '../error-code';
import { CONNECTION, type ConnectionAttribute, type ConnectionProperties } from '../handlers/connection/contract';
import { coded } from '../private/errors';
import { checkTagsBesideOwn } from '../private/tags';

type Given = Pick<ConnectionProperties, 'ConnectionName' | 'ProviderType' | 'ProviderEndpoint' | 'Tags'>;

/**
 * A connection with an endpoint, for which CloudFormation has no property.
 *
 * It has the properties, attributes and tags of CloudFormation's own resource, so that aspects and rules take it for one.
 */
export class ConnectionResource
  extends CustomResource<ConnectionProperties, ConnectionAttribute>
  implements ITaggableV2
{
  public readonly cdkTagManager: TagManager;

  public readonly attrConnectionArn = this.attribute('ConnectionArn');
  public readonly attrConnectionStatus = this.attribute('ConnectionStatus');
  public readonly attrOwnerAccountId = this.attribute('OwnerAccountId');

  constructor(scope: Construct, id: string, { Tags, ...given }: Given) {
    const tags = new TagManager(TagType.MAP, 'AWS::CodeConnections::Connection', Tags, { tagPropertyName: 'Tags' });
    super(scope, id, {
      contract: CONNECTION,
      properties: {
        ...given,
        Tags: undefined, // when all are known
        RetainWhenReplaced: Lazy.any({
          produce: () => this.updateReplacePolicy === CfnDeletionPolicy.RETAIN,
        }) as unknown as boolean,
      },
      serviceTimeout: RUN_SECONDS,
    });
    this.cdkTagManager = tags;
    this.node.addValidation({
      validate: () => checkTagsBesideOwn(this.allTags()).map((it) => coded(ErrorCode.INVALID_CONNECTION, it)),
    });
  }

  private get updateReplacePolicy(): unknown {
    return Reflect.get(this, 'rawOverrides').UpdateReplacePolicy ?? this.cfnOptions.updateReplacePolicy;
  }

  /** CloudFormation adds the tags of a stack to its own resources, and to those of nested stacks, but to no custom ones. */
  private allTags(): Record<string, string> {
    let tags = this.cdkTagManager.tagValues();
    for (let stack: Stack | undefined = Stack.of(this); stack; stack = stack.nestedStackParent) {
      tags = { ...stack.tags.tagValues(), ...tags };
    }
    return tags;
  }

  protected override renderProperties(properties: Record<string, unknown>): Record<string, unknown> {
    const tags = this.allTags();
    return super.renderProperties({ ...properties, Tags: Object.keys(tags).length > 0 ? tags : undefined });
  }
}
