import { nameOfAction } from './action-names';
import { connectionOf, referredTo } from './connections';
import { listOf, type Resources, type Statement } from './policies';

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
const ARGO_CD = ['GetConnection', 'UseConnection'];

/** The actions that services need at most, by the principals that a role trusts. */
export const ACTIONS_OF_SERVICE: Readonly<Record<string, readonly string[] | undefined>> = {
  'capabilities.eks.amazonaws.com': ARGO_CD,
  'codebuild.amazonaws.com': BUILD,
  'codepipeline.amazonaws.com': PIPELINE,
};

/**
 * The uses of all roles of a template that read Git over a connection.
 *
 * @param statementsOf the statements of a role
 */
export function usesOfRoles(resources: Resources, statementsOf: (role: string) => readonly Statement[]): RoleUse[] {
  return Object.entries(resources).flatMap(([id, { Type = '', Properties = {} } = { Type: '' }]) => {
    if (Type === 'AWS::CodeBuild::Project') return usesOfProject(id, Properties, resources);
    if (Type === 'AWS::CodePipeline::Pipeline') return usesOfPipeline(id, Properties, resources);
    if (Type === 'AWS::EKS::Capability') return usesOfCapability(id, Properties, resources, statementsOf);
    return [];
  });
}

function usesOfProject(id: string, { ServiceRole, Source, SecondarySources }: Properties, resources: Resources) {
  const role = roleOf(ServiceRole, resources);
  const auths = [Source, ...listOf(SecondarySources)].map((source) => member(source, 'Auth'));
  return auths.flatMap((auth): RoleUse[] => {
    if (role === undefined || member(auth, 'Type') !== 'CODECONNECTIONS') return [];
    const connection = connectionOf(member(auth, 'Resource'), resources);
    return [{ role, purpose: `the builds of ${id}`, actions: BUILD, connection }];
  });
}

function usesOfPipeline(id: string, { RoleArn, Stages }: Properties, resources: Resources): RoleUse[] {
  const actions = listOf(Stages).flatMap((stage) => listOf(member(stage, 'Actions')));
  const ofProvider = (provider: string) =>
    actions.filter((action) => member(member(action, 'ActionTypeId'), 'Provider') === provider);
  return ofProvider('CodeStarSourceConnection').flatMap((source) => {
    const configuration = member(source, 'Configuration');
    const connection = connectionOf(member(configuration, 'ConnectionArn'), resources);
    const isFullClone = member(configuration, 'OutputArtifactFormat') === 'CODEBUILD_CLONE_REF';
    const outputs = namesOf(member(source, 'OutputArtifacts'));
    const builds = ofProvider('CodeBuild').filter((build) =>
      namesOf(member(build, 'InputArtifacts')).some((name) => outputs.includes(name)),
    );
    const uses = [
      { role: roleOf(member(source, 'RoleArn') ?? RoleArn, resources), purpose: `the source of the pipeline ${id}` },
      ...(isFullClone ? builds : []).map((build) => {
        const project = referredTo(member(member(build, 'Configuration'), 'ProjectName')) ?? '';
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
  if (role === undefined || Type !== 'ARGOCD') return [];
  const named = statementsOf(role)
    .filter(({ Action }) => listOf(Action).some((action) => ARGO_CD.includes(nameOfAction(action) ?? '')))
    .flatMap(({ Resource }) => listOf(Resource).map((arn) => connectionOf(arn, resources)));
  const connections = new Map(named.map((connection) => [JSON.stringify(connection), connection]));
  return [...connections.values()].map((connection) => ({
    role,
    purpose: `the Argo CD capability ${id}`,
    actions: ARGO_CD,
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
  return listOf(artifacts).map((artifact) => member(artifact, 'Name'));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
