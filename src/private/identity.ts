import {
  CfnElement,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Functions whose result depends on nothing but their arguments, and on the account and Region. */
const PURE = ['Fn::Base64', 'Fn::GetAZs', 'Fn::ImportValue', 'Fn::Join', 'Fn::Select', 'Fn::Split'];

/**
 * A key by which values are compared: it is equal for two values only if they are the same after deployment, however
 * they are written.
 *
 * A literal is the same within an account and Region, and a reference is the same everywhere in the app.
 *
 * @param ofText the key of a text that is known as it will be deployed, also of a token, for example with the account
 */
export function identityOf(
  value: unknown,
  scope: IConstruct,
  ofText = (text: string) => `${environmentOf(scope)} ${JSON.stringify(text)}`,
): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && !Token.isUnresolved(value)) return ofText(value);
  const resolved = Tokenization.resolve(value, { scope, resolver: ABSOLUTE_REFERENCES, preparing: false });
  const canonical = absolute(resolved, Stack.of(scope));
  if (typeof canonical === 'string') return ofText(canonical);
  if (canonical === undefined || isNoValue(canonical)) return undefined;
  const environment = knownEnvironment(scope) ?? (isPlace(canonical) ? '' : environmentOf(scope));
  return `${environment} ${JSON.stringify(canonical)}`;
}

/** The account and Region of a construct, or the path of its outermost stack if one of them is unknown. */
export function environmentOf(scope: IConstruct): string {
  return knownEnvironment(scope) ?? outermostStack(scope).node.path;
}

function knownEnvironment(scope: IConstruct): string | undefined {
  const { account, region } = Stack.of(scope);
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? undefined : `${account}/${region}`;
}

/** The stack with which a construct is deployed: nested stacks are deployed with their parent. */
export function outermostStack(scope: IConstruct): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}

/** Resolves a reference to its target, instead of to an import in the stack that uses it. */
class AbsoluteReferences extends DefaultTokenResolver {
  public constructor() {
    super({
      join: (left, right) =>
        joined(
          '',
          [left, right].filter((part) => part !== undefined),
        ),
    });
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target)) {
      return super.resolveToken(token, context, postProcessor);
    }
    const stack = Stack.of(token.target);
    return place(stack, stack.resolve(token.target.logicalId), token.displayName);
  }
}

const ABSOLUTE_REFERENCES = new AbsoluteReferences();

/** A resolved value in which each reference has the path of its stack. */
function absolute(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) return value.map((entry) => absolute(entry, stack));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (name === 'Ref') return pseudoParameter(argument, stack) ?? place(stack, argument, name);
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) return place(stack, argument[0], argument.slice(1).join('.'));
    const resolved = absolute(argument, stack);
    if (name === 'Fn::Join' && Array.isArray(resolved) && Array.isArray(resolved[1]))
      return joined(resolved[0], resolved[1]);
    // The arguments of other functions can be names in the stack, for example of its conditions.
    if (name.startsWith('Fn::')) return { [name]: resolved, ...(!PURE.includes(name) && { in: stack.node.path }) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, absolute(entry, stack)]));
}

/** An attribute of an element of a template, or its value as a parameter. */
interface Place {
  readonly stack: string;
  readonly logicalId: unknown;
  readonly attribute: string;
}

function place(stack: Stack, logicalId: unknown, attribute: string): Place {
  return { stack: stack.node.path, logicalId, attribute };
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'logicalId' in value;
}

function isNoValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'Ref') === 'AWS::NoValue';
}

/** A pseudo parameter by its value, if that is known, or else as it is if the environment determines it. */
function pseudoParameter(name: unknown, stack: Stack): unknown {
  const known = { 'AWS::AccountId': stack.account, 'AWS::Region': stack.region, 'AWS::StackName': stack.stackName };
  const value = Reflect.get(known, String(name));
  if (typeof value === 'string' && !Token.isUnresolved(value)) return value;
  return /^AWS::(?!Stack|NotificationARNs)/.test(String(name)) ? { Ref: name } : undefined;
}

/** The parts of a text, in one way of writing: without nested joins, and without adjacent literals. */
function joined(delimiter: unknown, values: readonly unknown[]): unknown {
  const parts: unknown[] = [];
  const add = (value: unknown): void => {
    const inner = typeof value === 'object' && value !== null ? Reflect.get(value, 'Fn::Join') : undefined;
    const last = parts.at(-1);
    if (Array.isArray(inner) && inner[0] === '' && Array.isArray(inner[1])) inner[1].forEach(add);
    else if (typeof value === 'string' && typeof last === 'string') parts[parts.length - 1] = last + value;
    else if (value !== '') parts.push(value);
  };
  for (const [index, value] of values.entries()) {
    if (index > 0) add(delimiter);
    add(value);
  }
  return parts.length === 1 ? parts[0] : { 'Fn::Join': ['', parts] };
}
