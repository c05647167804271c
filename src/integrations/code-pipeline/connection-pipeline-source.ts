import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { identityOf } from '../../private/identity';
import { shortHash } from '../../private/names';
import { withoutTokens } from '../../private/texts';
import { ConnectionSourceAction } from './connection-source-action';
import type { ConnectionSourceOptions } from './connection-source-options';
import { checkSource } from './source-checks';

/** Properties of a CDK Pipelines source. */
export interface ConnectionPipelineSourceProps extends ConnectionSourceOptions {
  /**
   * The connection, created by any construct or imported. With an `AvailableConnection`, the pipeline is created only
   * after the handshake.
   */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. */
  readonly repository: string;

  /** The name of the branch. With filters, it is the branch of runs that are started by hand. */
  readonly branch: string;

  /**
   * The name of the action, unique among the sources of the pipeline.
   *
   * @default - generated from the repository and the branch; for tokens, from the constructs that they refer to, or
   * from a hash of their value
   */
  readonly actionName?: string;
}

/**
 * Sources for CDK Pipelines that use a connection.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.pipelines-readme.html
 */
export class ConnectionPipelineSource {
  /**
   * A repository as the source of a pipeline, for example as the input of its `ShellStep`.
   *
   * A pipeline may have several branches of one repository as sources. The repository and the branch may be tokens. For
   * two sources with the same repository and branch, the CDK reports a duplicate id: give one of them an `actionName`,
   * or use the same source twice.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository`, `branch`, `actionName` or a filter is not valid; see `ConnectionSourceAction`
   */
  public static fromConnection(props: ConnectionPipelineSourceProps): pipelines.CodePipelineSource {
    checkSource(props);
    // Defined here, so that an app without CDK Pipelines does not load that module.
    class Source extends pipelines.CodePipelineSource {
      constructor() {
        super(props.actionName ?? defaultName(props));
        this.configurePrimaryOutput(new pipelines.FileSet('Source', this));
      }

      protected getAction(output: Artifact, actionName: string, runOrder: number, variablesNamespace?: string) {
        return new ConnectionSourceAction({
          ...props,
          actionName: props.actionName ?? actionName,
          output,
          runOrder,
          ...(variablesNamespace !== undefined && { variablesNamespace }),
        });
      }
    }
    return new Source();
  }

  private constructor() {}
}

/** A step of a pipeline is identified by its name, which must be known at synthesis. */
function defaultName({ connection, repository, branch }: ConnectionPipelineSourceProps): string {
  return `${known(repository, connection)}@${known(branch, connection)}`;
}

/** The value, or for a token the ids of the constructs that it refers to, with a hash if others may have these ids. */
function known(value: string, scope: IConnectionRef): string {
  if (!Token.isUnresolved(value)) return value;
  const { tokens } = Tokenization.reverseString(value);
  const references = tokens.filter(Reference.isReference);
  const hash = () => shortHash(identityOf(value, scope) ?? '');
  if (references.length < tokens.length) return hash();
  const ids = references.map(({ target }) => target.node.id).join('-');
  const isNamedByIds = /^\/*$/.test(withoutTokens(value, '')) && references.every(isNamedByItsId);
  return isNamedByIds ? ids : `${ids}-${hash()}`;
}

/** Whether no other value has the same id: constructs deeper in the tree, and other attributes, may have it. */
function isNamedByItsId({ target, displayName }: Reference): boolean {
  return displayName === 'Ref' && Stack.isStack(target.node.scope) && !target.node.scope.nestedStackParent;
}
