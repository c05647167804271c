import { listOf } from '../../validation/values';

/** The part of a template that is relevant for policies. */
export interface Template {
  readonly Resources?: Resources;
  readonly Outputs?: unknown;
}

/** The resources of a template, by their logical ids. */
export type Resources = Readonly<Record<string, TemplateResource | undefined>>;

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>> | null;
}

/** A statement of a policy, in the form of IAM. */
export interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of one resource, with all statements that apply together with them. */
export interface PolicyResource {
  readonly logicalId: string;
  readonly statements: readonly Statement[];
  /**
   * For each principal that has the policy, all its statements in the template. Without principals, the policy itself.
   */
  readonly contexts: readonly (readonly Statement[])[];
}

/** The policies of a template: those of IAM, and of all other resources with policy documents. */
export function policiesOf({ Resources = {} }: Template): PolicyResource[] {
  const resources = Object.entries(Resources).map(([logicalId, resource]) => ({
    logicalId,
    statements: statementsIn(resource?.Properties),
    principals: principalsOf(logicalId, Resources),
  }));
  const statementsOf = (principal: string) =>
    resources.filter(({ principals }) => principals.includes(principal)).flatMap(({ statements }) => statements);
  return resources.map(({ logicalId, statements, principals }) => ({
    logicalId,
    statements,
    contexts: principals.length > 0 ? principals.map(statementsOf) : [statements],
  }));
}

/** The roles, users and groups that have the policies of a resource, each as a reference to it. */
function principalsOf(logicalId: string, resources: Resources): string[] {
  const own = JSON.stringify({ Ref: logicalId });
  const { Type = '' } = resources[logicalId] ?? {};
  if (/^AWS::IAM::(Role|User|Group)$/.test(Type)) return [own];
  const attachedTo = Object.entries(resources).filter(([, other]) =>
    listOf(other?.Properties?.ManagedPolicyArns).some((arn) => referredTo(arn) === logicalId),
  );
  const named = namedBy(logicalId, resources).map((each) => {
    const id = referredTo(each);
    return id !== undefined && resources[id] ? { Ref: id } : each;
  });
  return [...named, ...attachedTo.map(([id]) => ({ Ref: id }))].map((reference) => JSON.stringify(reference));
}

/** The principals that a policy names, as they are written. */
function namedBy(logicalId: string, resources: Resources): unknown[] {
  const { Type = '', Properties } = resources[logicalId] ?? {};
  const { Roles, Users, Groups, RoleName, UserName, GroupName } = Properties ?? {};
  const ofOnePrincipal = /^AWS::IAM::(Role|User|Group)Policy$/.test(Type) ? [RoleName, UserName, GroupName] : [];
  return [Roles, Users, Groups, ...ofOnePrincipal].flatMap(listOf);
}

/** The statements of policies that name a principal in a way that is known only at deployment, or by its name. */
export function statementsOfAnybody({ Resources = {} }: Template): Statement[] {
  const ids = Object.keys(Resources).filter((id) =>
    namedBy(id, Resources).some((named) => Resources[referredTo(named) ?? ''] === undefined),
  );
  return ids.flatMap((id) => statementsIn(Resources[id]?.Properties));
}

/** The logical id that an intrinsic function refers to. */
export function referredTo(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('Ref' in value) return String(value.Ref);
  if ('Fn::Sub' in value) return /^\$\{(\w+)(?:\.\w+)?\}$/.exec(String(value['Fn::Sub']))?.[1];
  if (!('Fn::GetAtt' in value)) return undefined;
  const [id] = listOf(value['Fn::GetAtt']);
  return String(id).split('.')[0];
}

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) {
    return listOf(value.Statement).filter((entry): entry is Statement => typeof entry === 'object' && entry !== null);
  }
  return Object.values(value).flatMap(statementsIn);
}
