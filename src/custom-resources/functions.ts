import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { throwIfInvalid, validationError } from '../private/errors';
import { type Bounds, FUNCTION_MEMORY_MB, RESERVED_EXECUTIONS } from '../private/limits';
import type { CodeConnectionsFunctionOptions } from './function-options';

/** On a scope: its options. Symbols are shared by all copies of this library in an app. */
const OPTIONS = Symbol.for('cdk-codeconnections.function-options');

/** On a construct that has a function, whose options can no longer change. */
const HAS_FUNCTION = Symbol.for('cdk-codeconnections.has-function');

/** Options with others that belong to them or exclude them: a nearer one replaces these others of scopes farther away. */
const REPLACED: Readonly<Partial<Record<keyof CodeConnectionsFunctionOptions, string[]>>> = {
  vpc: ['vpcSubnets', 'securityGroups', 'allowPublicSubnet'],
  role: ['permissionsBoundary'],
  permissionsBoundary: ['role'],
};

/**
 * The functions of this library below a scope: those behind the custom resources of each stack, and those of
 * `SyncMonitor`s.
 *
 * Each stack keeps its own functions. Nested stacks have theirs, too.
 */
export class CodeConnectionsFunctions {
  /**
   * The functions below an app, a stage, a stack, or another construct that contains stacks.
   *
   * @throws when the scope is in a stack, whose constructs share its functions
   */
  public static of(scope: IConstruct): CodeConnectionsFunctions {
    const stack = scope.node.scopes.reverse().find((around) => Stack.isStack(around));
    if (stack && stack !== scope) {
      throw validationError(
        ErrorCode.INVALID_FUNCTION_OPTIONS,
        `the functions of one stack are configured together, but '${scope.node.path}' is in the stack '${stack.node.path}'; give the stack to 'CodeConnectionsFunctions.of', or 'functionOptions' to a SyncMonitor`,
        scope,
      );
    }
    return new CodeConnectionsFunctions(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets options of all functions below the scope. It must be called before the first construct that needs a function, for
   * example right after the app is created.
   *
   * Of several scopes around a function, the nearest one that has an option decides about this option. A nearer `vpc` also
   * replaces the `vpcSubnets`, `securityGroups` and `allowPublicSubnet` of scopes farther away, and `role` and
   * `permissionsBoundary` replace each other. `SyncMonitorProps.functionOptions` is nearer than all scopes.
   *
   * @param options those that differ from the defaults; called again, only those that change
   * @throws when an option is out of bounds, or a function below the scope exists already
   */
  public configure(options: CodeConnectionsFunctionOptions): void {
    const { scope } = this;
    throwIfInvalid(ErrorCode.INVALID_FUNCTION_OPTIONS, checkFunctionOptions(options), scope);
    const existing = scope.node.findAll().find((construct) => HAS_FUNCTION in construct);
    if (existing) {
      throw validationError(
        ErrorCode.FUNCTIONS_IN_USE,
        `the functions below '${scope.node.path || 'App'}' can no longer be configured, because '${existing.node.path}' has one already; call 'CodeConnectionsFunctions.of(…).configure(…)' before the first construct that needs a function`,
        scope,
      );
    }
    const value = merge(ownOptions(scope), options);
    Object.defineProperty(scope, OPTIONS, { value, configurable: true });
  }
}

/**
 * The options of a function that is created in a scope. From now on they cannot be changed.
 *
 * @param options those that win over all scopes
 */
export function functionOptionsFor(
  scope: IConstruct,
  options: CodeConnectionsFunctionOptions = {},
): CodeConnectionsFunctionOptions {
  throwIfInvalid(ErrorCode.INVALID_FUNCTION_OPTIONS, checkFunctionOptions(options), scope);
  Object.defineProperty(scope, HAS_FUNCTION, { value: true });
  return [...scope.node.scopes.map(ownOptions), options].reduce(merge);
}

function ownOptions(scope: IConstruct): CodeConnectionsFunctionOptions {
  return (scope as { [OPTIONS]?: CodeConnectionsFunctionOptions })[OPTIONS] ?? {};
}

function merge(far: CodeConnectionsFunctionOptions, near: CodeConnectionsFunctionOptions) {
  const given = Object.entries(near).filter(([, value]) => value !== undefined);
  const replaced = given.flatMap(([name]) => REPLACED[name as keyof CodeConnectionsFunctionOptions] ?? []);
  return Object.fromEntries([...Object.entries(far).filter(([name]) => !replaced.includes(name)), ...given]);
}

function checkFunctionOptions(options: CodeConnectionsFunctionOptions): string[] {
  const { memorySize, reservedConcurrentExecutions, role, permissionsBoundary } = options;
  const violations = [
    ...checkNumber('memorySize', memorySize, FUNCTION_MEMORY_MB),
    ...checkNumber('reservedConcurrentExecutions', reservedConcurrentExecutions, RESERVED_EXECUTIONS),
  ];
  if (role && permissionsBoundary) {
    violations.push(
      "'permissionsBoundary' is for the role that is created for the function, but 'role' is given as well; set the boundary where this role is created, and remove it here",
    );
  }
  return violations;
}

function checkNumber(name: string, value: number | undefined, { min, max }: Pick<Bounds, 'min'> & Partial<Bounds>) {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && (max === undefined || value <= max)) return [];
  const expected = max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
  return [`'${name}' must be a whole number, ${expected}, got ${value}`];
}
