import { SERVICE_PREFIXES } from '../../private/arns';
import { memberOf } from '../../validation/values';
import { actionsNamed, nameOfAction } from './action-names';
import { allows, referredTo } from './connections';
import { listOf, policiesOf, type Resources, type Statement, type Template } from './policies';
import { ACTIONS_OF_SERVICE, type RoleUse, usesOfRoles } from './role-uses';

/** What is wrong with a role or another resource of a template. */
export interface PermissionViolation {
  readonly rule: 'ServicePrefixAlone' | 'UnknownAction' | 'MissingPermission' | 'ExcessPermission';
  readonly logicalId: string;
  readonly description: string;
  readonly fix: string;
}

/** The violations of the roles of a template. A role that other templates define is not judged. */
export function violationsOfRoles(template: Template): PermissionViolation[] {
  const { Resources: resources = {} } = template;
  const policies = policiesOf(template);
  const statementsOf = (role: string) => policies.find(({ logicalId }) => logicalId === role)?.contexts[0] ?? [];
  const uses = usesOfRoles(resources, statementsOf);
  const roles = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::IAM::Role');
  return [
    ...uses.flatMap((use) =>
      hasUnknownPolicies(use.role, resources) ? [] : missing(use, statementsOf(use.role), resources),
    ),
    ...roles.flatMap((role) =>
      excess(
        role,
        uses.filter((use) => use.role === role),
        statementsOf(role),
        resources,
      ),
    ),
  ];
}

/** Whether a role has managed policies that are not in the template. */
function hasUnknownPolicies(role: string, resources: Resources): boolean {
  const arns = listOf(resources[role]?.Properties?.ManagedPolicyArns);
  return arns.some((arn) => resources[referredTo(arn) ?? '']?.Type !== 'AWS::IAM::ManagedPolicy');
}

/** An action that is allowed under one of the prefixes is not missing: another rule reports the other prefix. */
function missing(use: RoleUse, statements: readonly Statement[], resources: Resources): PermissionViolation[] {
  const { role, purpose, actions, connection } = use;
  const lacking = actions.filter((action) =>
    statements.every((statement) => allows(statement, action, connection, resources) === false),
  );
  if (lacking.length === 0) return [];
  const Action = SERVICE_PREFIXES.flatMap((prefix) => lacking.map((action) => `${prefix}:${action}`));
  return [
    {
      rule: 'MissingPermission',
      logicalId: role,
      description: `the role may not call ${lacking.join(', ')} on the connection, which is needed for ${purpose}`,
      fix: `add this statement: ${JSON.stringify({ Effect: 'Allow', Action, Resource: connection })}`,
    },
  ];
}

/**
 * Only a role that nobody but services with known needs may assume can have too much. The role of an action is assumed
 * by that of its pipeline.
 */
function excess(
  role: string,
  uses: readonly RoleUse[],
  statements: readonly Statement[],
  resources: Resources,
): PermissionViolation[] {
  const principals = principalsOf(resources[role]?.Properties?.AssumeRolePolicyDocument);
  const isOfApp = (principal: Principal) => resources[referredTo(principal.name) ?? '']?.Type === 'AWS::IAM::Role';
  const others = principals.filter((principal) => principal.type !== 'AWS' || !isOfApp(principal));
  const services = others.map(({ type, name }) => (type === 'Service' ? String(name) : ''));
  const ofServices = services.map((service) => ACTIONS_OF_SERVICE[service]);
  if (ofServices.includes(undefined) || ofServices.length + uses.length === 0) return [];
  const needed = new Set([
    ...ofServices.flatMap((actions) => actions ?? []),
    ...uses.flatMap(({ actions }) => actions),
  ]);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const isNeedless = (action: unknown) => actionsNamed(nameOfAction(action) ?? '').some((name) => !needed.has(name));
  const needless = allowed.flatMap(({ Action }) => listOf(Action).filter(isNeedless));
  const isWide = ({ Action, Resource }: Statement) =>
    listOf(Action).some((action) => needed.has(nameOfAction(action) ?? '')) &&
    listOf(Resource).some((resource) => /[*?]/.test(JSON.stringify(resource)));
  const names = [...needed].join(', ');
  return [
    ...(needless.length > 0
      ? [`may call ${[...new Set(needless)].join(', ')}, but to read Git it needs only ${names}`]
      : []),
    ...(allowed.some(isWide) ? ['may use several connections by a wildcard'] : []),
  ].map((problem) => ({
    rule: 'ExcessPermission',
    logicalId: role,
    description: `the role of ${purposes(uses, services)} ${problem}`,
    fix: `allow only ${names}, and only on the ARN of the connection; for anything else, use another role`,
  }));
}

function purposes(uses: readonly RoleUse[], services: unknown[]): string {
  return uses.length > 0 ? [...new Set(uses.map(({ purpose }) => purpose))].join(' and ') : services.join(' and ');
}

interface Principal {
  /** `Service`, `AWS`, `Federated` or, for everybody, `*`. */
  readonly type: string;
  readonly name: unknown;
}

/** Who may assume a role. */
function principalsOf(document: unknown): Principal[] {
  return listOf(memberOf(document, 'Statement')).flatMap((statement) => {
    const principal = memberOf(statement, 'Principal');
    if (typeof principal !== 'object' || principal === null) return [{ type: String(principal), name: principal }];
    return Object.entries(principal).flatMap(([type, names]) => listOf(names).map((name) => ({ type, name })));
  });
}
