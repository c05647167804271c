import { SERVICE_PREFIXES } from '../../private/arns';
import { actionsNamed, nameOfAction } from './action-names';
import { allows, referredTo } from './connections';
import { listOf, policiesOf, type Resources, type Statement, type Template } from './policies';
import { ACTIONS_OF_SERVICE, type RoleUse, usesOfRoles } from './role-uses';

/** What a role lacks for its use, or has too much of. */
export interface RoleFinding {
  readonly rule: 'MissingPermission' | 'ExcessPermission';
  readonly logicalId: string;
  readonly description: string;
  readonly fix: string;
}

/** The findings on the roles of a template. A role that other templates define is not judged. */
export function findingsOnRoles(template: Template): RoleFinding[] {
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
function missing(use: RoleUse, statements: readonly Statement[], resources: Resources): RoleFinding[] {
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

/** Only a role that nobody but services with known needs may assume can have too much. */
function excess(
  role: string,
  uses: readonly RoleUse[],
  statements: readonly Statement[],
  resources: Resources,
): RoleFinding[] {
  const services = servicesOf(resources[role]?.Properties?.AssumeRolePolicyDocument);
  const ofServices = services.map((service) => ACTIONS_OF_SERVICE[String(service)]);
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
    ...(needless.length > 0 ? [`may call ${[...new Set(needless)].join(', ')}, but needs only ${names}`] : []),
    ...(allowed.some(isWide) ? ['may use several connections by a wildcard'] : []),
  ].map((problem) => ({
    rule: 'ExcessPermission',
    logicalId: role,
    description: `the role of ${purposes(uses, services)} ${problem}`,
    fix: `allow ${names} on the ARN of the connection only`,
  }));
}

function purposes(uses: readonly RoleUse[], services: unknown[]): string {
  return uses.length > 0 ? [...new Set(uses.map(({ purpose }) => purpose))].join(' and ') : services.join(' and ');
}

/** The services that may assume a role. */
function servicesOf(document: unknown): unknown[] {
  const statements = typeof document === 'object' && document !== null ? Reflect.get(document, 'Statement') : undefined;
  return listOf(statements)
    .flatMap((statement) => listOf((statement as Statement).Principal))
    .flatMap((principal) =>
      typeof principal === 'object' && principal !== null ? listOf(Reflect.get(principal, 'Service')) : [],
    );
}
