import { SERVICE_PREFIXES } from '../../private/arns';
import { listOf, memberOf } from '../../validation/values';
import { actionsNamed, nameOfAction } from './action-names';
import { allows } from './connections';
import {
  type PolicyResource,
  type Resources,
  referredTo,
  type Statement,
  statementsOfAnybody,
  type Template,
} from './policies';
import { needOf, type RoleUse, usesOfRoles } from './role-uses';

/** What is wrong with a role or another resource of a template. */
export interface PermissionViolation {
  readonly rule: 'ServicePrefixAlone' | 'UnknownAction' | 'MissingPermission' | 'ExcessPermission';
  readonly logicalId: string;
  readonly description: string;
  readonly fix: string;
}

/** The violations of the roles of a template. A role that other templates define is not judged. */
export function violationsOfRoles(template: Template, policies: readonly PolicyResource[]): PermissionViolation[] {
  const { Resources: resources = {} } = template;
  const statementsOf = (role: string) => policies.find(({ logicalId }) => logicalId === role)?.contexts[0] ?? [];
  const uses = usesOfRoles(resources, statementsOf);
  const ofAnybody = statementsOfAnybody(template);
  const roles = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::IAM::Role');
  return [
    ...uses
      .filter(({ role }) => !hasUnknownPolicies(role, template))
      .flatMap((use) => missing(use, [...statementsOf(use.role), ...ofAnybody], resources)),
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

/**
 * Whether a role may have policies that are not in the template: managed ones, and those of other stacks, nested ones
 * included, that get the role.
 */
function hasUnknownPolicies(role: string, { Resources: resources = {}, Outputs }: Template): boolean {
  const arns = listOf(resources[role]?.Properties?.ManagedPolicyArns);
  const nested = Object.values(resources).filter((resource) => resource?.Type === 'AWS::CloudFormation::Stack');
  const passedOn = JSON.stringify([Outputs, nested]);
  return (
    arns.some((arn) => resources[referredTo(arn) ?? '']?.Type !== 'AWS::IAM::ManagedPolicy') ||
    passedOn.includes(JSON.stringify(role))
  );
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
  const needs = services.map((service) => needOf(service, uses));
  if (needs.includes(undefined) || needs.length + uses.length === 0) return [];
  const ofUses = uses.flatMap(({ actions }) => actions);
  const needed = new Set([...needs.flatMap((need) => need?.actions ?? []), ...ofUses]);
  const tolerated = new Set([...needs.flatMap((need) => need?.tolerated ?? []), ...ofUses]);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const isNeedless = (action: unknown) => actionsNamed(nameOfAction(action) ?? '').some((name) => !tolerated.has(name));
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
