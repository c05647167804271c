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

/** Produces lazy values, but keeps references and strings that are put together from several parts as they are. */
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
 * A property of a resource, by the name that the L1 has for it: as an escape hatch has set it, if one has, with lazy
 * values produced and references kept.
 */
export function read(resource: CfnResource, property: string): unknown {
  return produced(resource, rawProperty(resource, property));
}

/** A member of a structure that a property holds. An escape hatch may have set it, or only other members. */
export function readMember(resource: CfnResource, property: string, member: string): unknown {
  const own = memberOf(produced(resource, Reflect.get(resource, property)), member);
  return overlaid(own, memberOf(read(resource, property), member));
}

/** What an escape hatch has set in a structure or a list, by names or indices, over what the L1 was given. */
function overlaid(own: unknown, set: unknown): unknown {
  if (set === undefined) return own;
  if (!isStructure(set) || Array.isArray(set) || !isStructure(own)) return set;
  const result = (Array.isArray(own) ? [...own] : { ...own }) as Record<string, unknown>;
  for (const [name, value] of Object.entries(set)) {
    const l1Name = name.charAt(0).toLowerCase() + name.slice(1);
    const before = result[l1Name] ?? result[name];
    delete result[l1Name];
    result[name] = overlaid(before, value);
  }
  return result;
}

const isStructure = (value: unknown): value is object => typeof value === 'object' && value !== null;

function produced(resource: CfnResource, value: unknown): unknown {
  if (typeof value !== 'object' && !Token.isUnresolved(value)) return value;
  // Most are plain references, and to resolve is dear.
  return (
    referenceOf(value) ?? Tokenization.resolve(value, { scope: resource, resolver: REFERENCE_KEEPER, preparing: false })
  );
}

/** Generated L1s have a member for each property; a plain CfnResource has what it was given. */
function rawProperty(resource: CfnResource, property: string): unknown {
  const overrides = Reflect.get(resource, 'rawOverrides')?.Properties;
  if (overrides && cfnName(property) in overrides) return overrides[cfnName(property)];
  if (property in resource) return Reflect.get(resource, property);
  return Reflect.get(resource, 'cfnProperties')?.[cfnName(property)];
}

/** A member of a structure that a property holds, by the name that the L1 has for it. */
export function memberOf(structure: unknown, member: string): unknown {
  if (typeof structure !== 'object' || structure === null) return undefined;
  return Reflect.get(structure, member) ?? Reflect.get(structure, cfnName(member));
}

/** The entries of a list; none when the list as a whole is known only at deployment. */
export function entriesOf(list: unknown): unknown[] {
  return Array.isArray(list) ? list : [];
}

/** The name that CloudFormation has for what an L1 spells in camel case. */
function cfnName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A string that is known at synth. */
export function literal(value: unknown): string | undefined {
  return typeof value === 'string' && !Token.isUnresolved(value) ? value : undefined;
}

/** The reference to a construct of the app, if that is what the value is. */
export function referenceOf(value: unknown): Reference | undefined {
  const token = typeof value === 'string' ? Tokenization.reverse(value, { failConcat: false }) : value;
  return Reference.isReference(token) ? token : undefined;
}

/** The resource of the app that the value is the ARN, the id or another attribute of. */
export function resourceOf(value: unknown): CfnResource | undefined {
  const target = referenceOf(value)?.target;
  return target && CfnResource.isCfnResource(target) ? target : undefined;
}

/**
 * The resource of the app that a value is made from, as an id is from an ARN: the only one that its intrinsic functions
 * refer to.
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

/**
 * Something to compare values by: equal for two values only if they will be the same when deployed.
 *
 * A literal means the same in one account and Region. An intrinsic function means the same in one stack.
 */
export function identityOf(value: unknown, resource: CfnResource): string | undefined {
  if (value === undefined || value === null) return undefined;
  const known = literal(value);
  if (known !== undefined) return `${environmentOf(resource)} ${known}`;
  const reference = referenceOf(value);
  if (reference) return `${reference.target.node.path} ${reference.displayName}`;
  return `${resource.stack.node.path} ${JSON.stringify(value)}`;
}

/** The account and Region of a resource; when they are not both known, its stack stands for them. */
export function environmentOf(resource: CfnResource): string {
  const { account, region } = resource.stack;
  if (!Token.isUnresolved(account) && !Token.isUnresolved(region)) return `${account}/${region}`;
  return outermostStack(resource).node.path;
}

/** The stack that a resource is deployed with: nested stacks are part of their parent's deployment. */
export function outermostStack(resource: CfnResource): Stack {
  let stack = Stack.of(resource);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}

/** The construct that people wrote, for messages: an L2 rather than the L1 in it. */
export function nameOf(resource: CfnResource): string {
  return `'${resource.node.path.replace(/\/Resource$/, '')}'`;
}

/** A value for a message that has named it, such as that of another resource. */
export function show(value: unknown): string {
  const known = literal(value);
  return known === undefined ? 'the same one' : `'${known}'`;
}
