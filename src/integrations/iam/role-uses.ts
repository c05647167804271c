import { ARGO_CD, arnsOfSources } from '../../validation/consumers';
import { actionsOfStages, CONNECTION_ACTION, FULL_CLONE, providerOfAction } from '../../validation/pipelines';
import { entriesOf, listOf, memberOf } from '../../validation/values';
import { nameOfAction } from './action-names';
import { connectionOf } from './connections';
import { type Resources, referredTo, type Statement } from './policies';

/** What a role is used for, and what it needs for that. */
export interface RoleUse {
  /** The logical id of the role, which is in the same template. */
  readonly role: string;
  /** The resource that uses the role, in words. */
  readonly purpose: string;
  /** The actions that are needed, without prefix. */
  readonly actions: readonly string[];
  /** The connection, as `connectionOf` returns it. */
  readonly connection: unknown;
}

const BUILD = ['GetConnection', 'GetConnectionToken', 'UseConnection'];
const PIPELINE = ['UseConnection'];
const CAPABILITY = ['GetConnection', 'UseConnection'];

/** A build may also deploy what uses a connection. */
const DEPLOYING = ['PassConnection', 'PassRepository'];

/** What a service needs of its roles. */
export interface Need {
  /** The actions with which it reads Git. */
  readonly actions: readonly string[];
  /** All that its roles may have. */
  readonly tolerated: readonly string[];
}

/**
 * What a service that may assume a role needs, if that is known. A capability of EKS is for Argo CD only if its use of
 * the role says so.
 */
export function needOf(service: string, uses: readonly RoleUse[]): Need | undefined {
  if (service === 'codebuild.amazonaws.com') return { actions: BUILD, tolerated: [...BUILD, ...DEPLOYING] };
  if (service === 'codepipeline.amazonaws.com') return { actions: PIPELINE, tolerated: PIPELINE };
  const isArgoCd = service === 'capabilities.eks.amazonaws.com' && uses.some(({ actions }) => actions === CAPABILITY);
  return isArgoCd ? { actions: CAPABILITY, tolerated: CAPABILITY } : undefined;
}

/**
 * The uses of all roles of a template that read Git over a connection.
 *
 * @param statementsOf the statements of a role
 */
export function usesOfRoles(resources: Resources, statementsOf: (role: string) => readonly Statement[]): RoleUse[] {
  return Object.entries(resources).flatMap(([id, resource]) => {
    const { Type = '' } = resource ?? {};
    const Properties = resource?.Properties ?? {};
    if (Type === 'AWS::CodeBuild::Project') return usesOfProject(id, Properties, resources);
    if (Type === 'AWS::CodePipeline::Pipeline') return usesOfPipeline(id, Properties, resources);
    if (Type === 'AWS::EKS::Capability') return usesOfCapability(id, Properties, resources, statementsOf);
    return [];
  });
}

function usesOfProject(id: string, { ServiceRole, Source, SecondarySources }: Properties, resources: Resources) {
  const role = roleOf(ServiceRole, resources);
  return arnsOfSources(Source, SecondarySources).flatMap((arn): RoleUse[] =>
    role === undefined
      ? []
      : [{ role, purpose: `the builds of ${id}`, actions: BUILD, connection: connectionOf(arn, resources) }],
  );
}

function usesOfPipeline(id: string, { RoleArn, Stages }: Properties, resources: Resources): RoleUse[] {
  const actions = actionsOfStages(Stages);
  const builds = actions.filter((action) => providerOfAction(action) === 'CodeBuild');
  const sources = actions.filter((action) => providerOfAction(action) === CONNECTION_ACTION);
  return sources.flatMap((source) => {
    const configuration = memberOf(source, 'configuration');
    const connection = connectionOf(memberOf(configuration, 'ConnectionArn'), resources);
    const isFullClone = memberOf(configuration, 'OutputArtifactFormat') === FULL_CLONE;
    const outputs = namesOf(memberOf(source, 'outputArtifacts'));
    const cloning = builds.filter(
      (build) => isFullClone && namesOf(memberOf(build, 'inputArtifacts')).some((name) => outputs.includes(name)),
    );
    const uses = [
      { role: roleOf(memberOf(source, 'roleArn') ?? RoleArn, resources), purpose: `the source of the pipeline ${id}` },
      ...cloning.map((build) => {
        const project = referredTo(memberOf(memberOf(build, 'configuration'), 'ProjectName')) ?? '';
        const role = roleOf(resources[project]?.Properties?.ServiceRole, resources);
        return { role, purpose: `the builds of ${project}, which clone the source of the pipeline ${id}` };
      }),
    ];
    return uses.flatMap(({ role, purpose }) => (role ? [{ role, purpose, actions: PIPELINE, connection }] : []));
  });
}

/** A capability names no connection, so it is those that its role names. */
function usesOfCapability(
  id: string,
  { RoleArn, Type }: Properties,
  resources: Resources,
  statementsOf: (role: string) => readonly Statement[],
): RoleUse[] {
  const role = roleOf(RoleArn, resources);
  if (role === undefined || Type !== ARGO_CD) return [];
  const named = statementsOf(role)
    .filter(({ Action }) => listOf(Action).some((action) => CAPABILITY.includes(nameOfAction(action) ?? '')))
    .flatMap(({ Resource }) => listOf(Resource).map((arn) => connectionOf(arn, resources)));
  const connections = new Map(named.map((connection) => [JSON.stringify(connection), connection]));
  return [...connections.values()].map((connection) => ({
    role,
    purpose: `the Argo CD capability ${id}`,
    actions: CAPABILITY,
    connection,
  }));
}

type Properties = Readonly<Record<string, unknown>>;

/** The role in the template that a property names. */
function roleOf(value: unknown, resources: Resources): string | undefined {
  const id = referredTo(value);
  return id !== undefined && resources[id]?.Type === 'AWS::IAM::Role' ? id : undefined;
}

function namesOf(artifacts: unknown): unknown[] {
  return entriesOf(artifacts).map((artifact) => memberOf(artifact, 'name'));
}
