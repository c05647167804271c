/** A template, as far as policies are concerned. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A statement of a policy, as IAM has it. */
export interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of one resource, and all that apply together with them. */
export interface PolicyResource {
  readonly logicalId: string;
  readonly statements: readonly Statement[];
  /** For each principal that has the policy, everything that the template says of it; for none, the policy itself. */
  readonly contexts: readonly (readonly Statement[])[];
}

/** The policies of a template: of IAM, and of any resource that has policy documents. */
export function policiesOf(template: Template): PolicyResource[] {
  const resources = Object.entries(template.Resources ?? {});
  const own = new Map(resources.map(([id, { Properties }]) => [id, statementsIn(Properties)]));
  const statementsOf = (id: string) => own.get(id) ?? [];

  const byPrincipal = new Map<string, Statement[]>();
  const principalsOf = new Map<string, Set<string>>();
  const named = new Map(resources.map(([id, { Properties }]) => [JSON.stringify(nameIn(Properties)), refOf(id)]));
  const attach = (policyId: string, name: string) => {
    const principal = named.get(name) ?? name;
    principalsOf.set(policyId, (principalsOf.get(policyId) ?? new Set()).add(principal));
    byPrincipal.set(principal, [...(byPrincipal.get(principal) ?? []), ...statementsOf(policyId)]);
  };
  for (const [id, { Type, Properties = {} }] of resources) {
    if (/^AWS::IAM::(Role|User|Group)$/.test(Type)) {
      attach(id, refOf(id));
      for (const policy of listOf(Properties.ManagedPolicyArns)) {
        const attached = resources.find(([candidate]) => refOf(candidate) === JSON.stringify(policy));
        if (attached) attach(attached[0], refOf(id));
      }
    } else {
      const principals = [Properties.Roles, Properties.Users, Properties.Groups].flatMap(listOf);
      for (const principal of principals) attach(id, JSON.stringify(principal));
    }
  }
  return [...own].map(([logicalId, statements]) => ({
    logicalId,
    statements,
    contexts: [...(principalsOf.get(logicalId) ?? [])].map((principal) => byPrincipal.get(principal) ?? statements),
  }));
}

/** A principal that has a fixed name is referred to by it as well. */
function nameIn({ RoleName, UserName, GroupName }: TemplateResource['Properties'] = {}): unknown {
  return RoleName ?? UserName ?? GroupName ?? null;
}

function refOf(logicalId: string): string {
  return JSON.stringify({ Ref: logicalId });
}

/** The entries of a list, in all cases that a condition of the template tells apart. */
export function casesOf(value: unknown): unknown[] {
  return listOf(value).flatMap((entry) => {
    const cases = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'Fn::If') : undefined;
    return cases === undefined ? [entry] : listOf(cases).slice(1).flatMap(casesOf);
  });
}

export function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) {
    return casesOf(value.Statement).filter((entry): entry is Statement => typeof entry === 'object' && entry !== null);
  }
  return Object.values(value).flatMap(statementsIn);
}
