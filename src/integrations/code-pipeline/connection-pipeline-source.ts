import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { ConnectionSourceAction } from './connection-source-action';
import type { ConnectionSourceOptions } from './connection-source-options';
import { checkSource } from './source-checks';

/** Properties of a source of a CDK pipeline. */
export interface ConnectionPipelineSourceProps extends ConnectionSourceOptions {
  /** The connection, made by any construct or imported. A connection that waits for its handshake makes the pipeline wait. */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`. In GitLab the owner may be a group with subgroups: `group/subgroup/name`. */
  readonly repository: string;

  /** The branch. */
  readonly branch: string;

  /**
   * The name of the action, which no other source of the pipeline has.
   *
   * @default - a name of repository and branch; in place of one that is known only at deployment, of what it refers to
   */
  readonly actionName?: string;
}

/**
 * The source of a CDK pipeline: a repository that is read over a connection.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.pipelines-readme.html
 */
export class ConnectionPipelineSource {
  /**
   * A repository that a CDK pipeline reads over a connection: the input of its steps.
   *
   * Several branches of one repository may be sources of one pipeline, and a repository may be a token.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when the action would: see `ConnectionSourceAction`
   */
  public static fromConnection(props: ConnectionPipelineSourceProps): pipelines.CodePipelineSource {
    checkSource(props);
    // Defined where it is needed, so that an app without a CDK pipeline does not load that module.
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

/** A step of a CDK pipeline is told from others by its name, which must be known when the app is synthesized. */
function defaultName({ connection, repository, branch }: ConnectionPipelineSourceProps): string {
  return `${known(repository) ?? connection.node.id}@${known(branch) ?? 'branch'}`;
}

/** The value, or of a token the ids of the constructs that it refers to. */
function known(value: string): string | undefined {
  if (!Token.isUnresolved(value)) return value;
  const references = Tokenization.reverseString(value).tokens.filter(Reference.isReference);
  return references.map((reference) => reference.target.node.id).join('-') || undefined;
}
