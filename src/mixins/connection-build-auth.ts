import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { allowBuild, roleOf } from '../integrations/code-build/build-policy';
import { checkAccount, checkRegion } from '../integrations/consumer';
import { providerNamed, providersThat } from '../private/providers';
import { checkReference } from '../private/references';
import { attachStageValidator } from '../validation';
import { providerOf } from '../validation/connections';
import { constructOf, entriesOf, literal, memberOf, read } from '../validation/values';
import { AppliedMixin } from './applied-mixin';

/** Properties of a `ConnectionBuildAuth`. */
export interface ConnectionBuildAuthProps {
  /** The connection: an L2, an L1 or an import. With an `AvailableConnection`, the project is created after the handshake. */
  readonly connection: IConnectionRef;

  /**
   * Whether projects without a primary source get the connection, too. CodeBuild then uses it for their secondary sources
   * that name none.
   *
   * In a scope with many projects, all that have no primary source may then use the connection.
   *
   * @default false
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/multiple-access-tokens.html
   */
  readonly projectsWithoutSource?: boolean;
}

/**
 * A mixin that makes the sources of a CodeBuild project, which any construct has created, use a connection.
 *
 * It applies to the sources at the provider of the connection, also to those whose webhook is for many repositories, and
 * allows the role of the project to use the connection before the project is created. Apply it with
 * `Mixins.of(scope).apply(…)` of the CDK, which reaches all projects in a construct. An imported project is not a
 * resource of the app, so it gets a warning instead.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
export class ConnectionBuildAuth extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::CodeBuild::Project';

  private readonly connection: IConnectionRef;
  private readonly types: readonly string[];

  /** @param props the connection, and the projects that get it */
  constructor(props: ConnectionBuildAuthProps) {
    super();
    checkReference('connection', props.connection, 'connectionRef', undefined);
    this.connection = props.connection;
    this.types = props.projectsWithoutSource ? ['NO_SOURCE'] : [];
  }

  /** @internal */
  protected override get _target(): string {
    const orNone = this.types.length > 0 ? ', or without a source,' : '';
    return `${this._resourceType} with a source at ${this.providers().join(' or ')}${orNone}`;
  }

  /** @internal */
  protected override _apply(project: CfnResource): boolean {
    const { connection } = this;
    const owner = constructOf(project) as Construct;
    attachStageValidator(owner);
    checkRegion(connection, owner);
    checkAccount(connection, project.stack.account, owner);
    const paths = this.pathsOfSources(project);
    if (paths.length === 0) return false;
    const auth = { Type: 'CODECONNECTIONS', Resource: connection.connectionRef.connectionArn };
    for (const path of paths) project.addPropertyOverride(`${path}.Auth`, auth);
    const policy = allowBuild(owner, roleOf(project), connection);
    if (policy) project.node.addDependency(policy);
    return true;
  }

  /** The sources that get the connection, by their paths in the template. */
  private pathsOfSources(project: CfnResource): string[] {
    const types = [...this.types, ...this.providers().map((provider) => providerNamed(provider)?.codeBuild?.type)];
    const isOfProvider = (source: unknown) => types.includes(literal(memberOf(source, 'type')) ?? '');
    const secondary = entriesOf(read(project, 'secondarySources'));
    return [
      ...(isOfProvider(read(project, 'source')) ? ['Source'] : []),
      ...secondary.flatMap((source, index) => (isOfProvider(source) ? [`SecondarySources.${index}`] : [])),
    ];
  }

  private providers(): string[] {
    const provider = providerOf(this.connection);
    const isUnknown = provider === undefined || providerNamed(provider)?.codeBuildIsUnknown;
    return isUnknown ? providersThat(({ codeBuild }) => codeBuild) : [provider];
  }
}
