import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { allowBuild, roleOf } from '../integrations/code-build/build-policy';
import { checkPlace } from '../integrations/consumer';
import { refuse } from '../private/errors';
import { identityOf } from '../private/identity';
import { providerNamed, providersThat } from '../private/providers';
import { checkReference } from '../private/references';
import { attachStageValidator } from '../validation';
import { adviceOnProvider, providerOf } from '../validation/connections';
import { CONNECTION_AUTH } from '../validation/consumers';
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
 * allows the role of the project to use the connection before the project is created. Sources that
 * were made with another connection keep it. Apply it with
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

  /** The types of the sources that got the connection. */
  private readonly appliedTypes = new Set<string>();

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
    checkPlace(connection, owner);
    const sources = this.sourcesOf(project);
    if (sources.length === 0) return false;
    this.checkTypes(sources, owner);
    const auth = { Type: CONNECTION_AUTH, Resource: connection.connectionRef.connectionArn };
    for (const { path } of sources) {
      project.addPropertyOverride(`${path}.Auth`, auth);
      setByMixins(project).add(path);
    }
    const policy = allowBuild(owner, roleOf(project), connection);
    if (policy) project.node.addDependency(policy);
    return true;
  }

  /** The sources that get the connection, with their paths in the template. */
  private sourcesOf(project: CfnResource): Source[] {
    const types = [...this.types, ...this.providers().map((provider) => providerNamed(provider)?.codeBuild?.type)];
    const secondary = entriesOf(read(project, 'secondarySources'));
    return [
      { source: read(project, 'source'), path: 'Source' },
      ...secondary.map((source, index) => ({ source, path: `SecondarySources.${index}` })),
    ]
      .map(({ source, path }) => ({
        path,
        type: literal(memberOf(source, 'type')) ?? '',
        auth: memberOf(source, 'auth'),
      }))
      .filter(({ path, type, auth }) => types.includes(type) && !this.isGivenOther(path, auth, project));
  }

  /** Whether a source was made with another connection. Of two mixins, the last one counts. */
  private isGivenOther(path: string, auth: unknown, project: CfnResource): boolean {
    if (memberOf(auth, 'type') !== CONNECTION_AUTH || setByMixins(project).has(path)) return false;
    const own = identityOf(this.connection.connectionRef.connectionArn, project);
    return identityOf(memberOf(auth, 'resource'), project) !== own;
  }

  /** A connection is for one provider: if it is not known which, all sources must be at the same one. */
  private checkTypes(sources: Source[], scope: Construct): void {
    for (const { type } of sources) if (type !== 'NO_SOURCE') this.appliedTypes.add(type);
    if (this.appliedTypes.size < 2 || this.providers().length < 2) return;
    refuse(
      ErrorCode.UNKNOWN_PROVIDER,
      `the provider of the connection '${this.connection.node.path}' is unknown, and the mixin is applied to sources of several (${[...this.appliedTypes].join(', ')}); ${adviceOnProvider(this.connection)}`,
      scope,
    );
  }

  private providers(): string[] {
    const provider = providerOf(this.connection);
    const isUnknown = provider === undefined || providerNamed(provider)?.codeBuildIsUnknown;
    return isUnknown ? providersThat(({ codeBuild }) => codeBuild) : [provider];
  }
}

interface Source {
  readonly path: string;
  readonly type: string;
}

const SET_BY_MIXINS = new WeakMap<CfnResource, Set<string>>();

/** The sources of a project whose connection a mixin has set, by their paths. */
function setByMixins(project: CfnResource): Set<string> {
  const known = SET_BY_MIXINS.get(project) ?? new Set();
  SET_BY_MIXINS.set(project, known);
  return known;
}
