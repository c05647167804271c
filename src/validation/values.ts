import {
  CfnResource,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Token,
  Tokenization,
  type TokenizedStringFragments,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Resolves lazy values, but keeps references, and strings with several parts, unresolved. */
class ReferenceKeeper extends DefaultTokenResolver {
  public constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) ? token : super.resolveToken(token, context, postProcessor);
  }

  public override resolveString(fragments: TokenizedStringFragments, context: IResolveContext): unknown {
    return fragments.length === 1 ? super.resolveString(fragments, context) : fragments.join(this.concatenation);
  }

  private readonly concatenation = new StringConcat();
}

const REFERENCE_KEEPER = new ReferenceKeeper();

/**
 * Reads a property of a resource, by its name in the L1. An escape hatch takes precedence, also one that sets only some
 * members. Lazy values are resolved, references are kept.
 */
export function read(resource: CfnResource, property: string): unknown {
  const own = () => produced(resource, ownProperty(resource, property));
  const overrides = Reflect.get(resource, 'rawOverrides')?.Properties;
  if (!overrides || !(cfnName(property) in overrides)) return own();
  const set = produced(resource, overrides[cfnName(property)]);
  return isStructure(set) ? overlaid(own(), set) : set;
}

/** Reads a member of a structure in a property. */
export function readMember(resource: CfnResource, property: string, member: string): unknown {
  return memberOf(read(resource, property), member);
}

/** Merges the values that an escape hatch set or deleted, by names or indices, into the value of the L1. */
function overlaid(own: unknown, set: unknown): unknown {
  if (!isStructure(set) || Array.isArray(set) || Reference.isReference(set)) return set;
  if (!isStructure(own) || Reference.isReference(own)) return set;
  const result = (Array.isArray(own) ? [...own] : { ...own }) as Record<string, unknown>;
  for (const [name, value] of Object.entries(set)) {
    const l1Name = name.charAt(0).toLowerCase() + name.slice(1);
    const before = result[l1Name] ?? result[name];
    if (!Array.isArray(result)) delete result[l1Name];
    if (value === undefined) delete result[name];
    else result[name] = overlaid(before, value);
  }
  return result;
}

const isStructure = (value: unknown): value is object => typeof value === 'object' && value !== null;

function produced(resource: CfnResource, value: unknown): unknown {
  if (typeof value !== 'object' && !Token.isUnresolved(value)) return value;
  // Most values are plain references, and resolving is expensive.
  return (
    referenceOf(value) ?? Tokenization.resolve(value, { scope: resource, resolver: REFERENCE_KEEPER, preparing: false })
  );
}

/** Generated L1s have a member for each property; a plain CfnResource has the properties that it was given. */
function ownProperty(resource: CfnResource, property: string): unknown {
  if (property in resource) return Reflect.get(resource, property);
  return Reflect.get(resource, 'cfnProperties')?.[cfnName(property)];
}

/** A member of a structure, by its name in the L1. */
export function memberOf(structure: unknown, member: string): unknown {
  if (typeof structure !== 'object' || structure === null) return undefined;
  return Reflect.get(structure, member) ?? Reflect.get(structure, cfnName(member));
}

/** The entries of a list, or none if the list as a whole is a token. */
export function entriesOf(list: unknown): unknown[] {
  return Array.isArray(list) ? list : [];
}

/** A value of a policy that may be a list or the only entry of one. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The CloudFormation name of a property that an L1 spells in camel case. */
export function cfnName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The value, if it is a string without tokens. */
export function literal(value: unknown): string | undefined {
  return typeof value === 'string' && !Token.isUnresolved(value) ? value : undefined;
}

/** The value as a reference to a construct of the app, if it is one. */
export function referenceOf(value: unknown): Reference | undefined {
  const token = typeof value === 'string' ? Tokenization.reverse(value, { failConcat: false }) : value;
  return Reference.isReference(token) ? token : undefined;
}

/** The resource of the app whose ARN, id or other attribute the value is. */
export function resourceOf(value: unknown): CfnResource | undefined {
  const target = referenceOf(value)?.target;
  return target && CfnResource.isCfnResource(target) ? target : undefined;
}

/**
 * The resource of the app that a value is derived from, for example an id from an ARN: the only one that its intrinsic
 * functions refer to.
 */
export function sourceOf(value: unknown): CfnResource | undefined {
  const resources = new Set<CfnResource | undefined>();
  const visit = (part: unknown) => {
    if (typeof part === 'string' ? Token.isUnresolved(part) : Reference.isReference(part))
      resources.add(resourceOf(part));
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit);
  };
  visit(value);
  const [resource] = resources;
  return resources.size === 1 ? resource : undefined;
}

/** The same for a text of several parts, which `read` keeps as it is. */
export function sourceOfText(resource: CfnResource, text: string): CfnResource | undefined {
  return sourceOf(Tokenization.reverseString(text).tokens.map((token) => produced(resource, token)));
}

/** The construct that a message is about: the L2 of which the resource is the main one, or else the resource. */
export function constructOf(resource: CfnResource): IConstruct {
  const { scope } = resource.node;
  return scope && !Stack.isStack(scope) && scope.node.defaultChild === resource ? scope : resource;
}

/** The path of a construct for messages: that of an L2 rather than the L1 in it. */
export function nameOf(resource: CfnResource): string {
  return `'${constructOf(resource).node.path}'`;
}

/** A value for a message that compares two resources. */
export function show(value: unknown): string {
  const known = literal(value);
  return known === undefined ? 'the same one' : `'${known}'`;
}
