import { type CodeConnections, codeConnectionsIn, codeConnectionsOf } from '../client/codeconnections';
import type { Runtime } from '../client/runtime';
import { quoted } from '../client/text';
import type { Contract } from '../framework/contract';
import { type CustomResource, customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce, UNKNOWN } from '../framework/history';
import type { LookupProperties } from './contract';

/** The number of candidates in a message. */
const MAX_CANDIDATES = 10;

/** The distinguishing features of a resource, named as in messages. */
type Traits = Readonly<Record<string, string | undefined>>;

/** A resource that may match. */
interface Candidate {
  readonly arn: string;
  /** The name that users know it by. */
  readonly title: string;
  readonly traits: Traits;
}

/** A kind of resource to look up. The attributes of the custom resource are its members of the same names. */
interface Lookup<P, T> {
  readonly kind: 'connection' | 'host' | 'repository link';
  /** Lists all resources of this kind. */
  readonly list: (call: CodeConnections) => Promise<T[]>;
  readonly get: (call: CodeConnections, arn: string) => Promise<T | undefined>;
  /** The members that follow from the ARN alone. */
  readonly known: (arn: string) => T;
  readonly describe: (thing: T) => Candidate;
  /** The traits that it must have; an undefined one may have any value. Tags, which need a call, are not included. */
  readonly criteria: (properties: P) => Traits;
}

/**
 * Finds the one resource that matches all criteria.
 *
 * The physical id holds the ARN of the result. A rollback goes back to it, and must not fail if another matches now.
 */
export function lookupResource<P extends LookupProperties, A extends string, T extends { readonly [K in A]?: string }>(
  contract: Contract<P, A>,
  { kind, list, get, known, describe, criteria }: Lookup<P, T>,
): CustomResource {
  const attributesOf = (thing: T) =>
    Object.fromEntries(contract.attributes.map((name) => [name, thing[name] ?? UNKNOWN])) as Record<A, string>;

  const find = async (properties: P, stackId: string, runtime: Runtime) => {
    const call = codeConnectionsIn(properties.Region, stackId, runtime);
    const all = (await list(call)).map((thing) => ({ thing, ...describe(thing) }));
    const traits = Object.entries(criteria(properties));
    const given = traits.filter(([, value]) => value !== undefined);
    const matching = all.filter(({ traits }) => given.every(([name, value]) => traits[name] === value));
    const tags = Object.entries(properties.Tags ?? {});
    const tagged = await withTags(matching, tags, runtime);
    const [one, another] = tagged;
    if (one && !another) return { attributes: attributesOf(one.thing), value: one.arn };

    const wanted = [...given, ...tags.map(([name, value]) => [`tag ${name}`, value])];
    const criterion = wanted.map(([name, value]) => `${name} '${value}'`).join(' and ');
    const more = traits.flatMap(([name, value]) => (value === undefined ? [name] : []));
    throw new Error(
      one
        ? `found ${tagged.length} ${kind}s with ${criterion}, expected exactly one; add criteria (${[...more, 'tags'].join(', ')}): ${listOf(tagged)}`
        : `found no ${kind} with ${criterion} among ${all.length} listed${all.length > 0 ? `: ${listOf(all)}` : ''}`,
    );
  };

  return customResource(contract, (request, runtime) => {
    const { properties, stackId } = request;
    const read = async (arn: string) =>
      attributesOf({ ...(await get(codeConnectionsOf(arn, runtime), arn)), ...known(arn) });
    return acceptOnce(
      {
        key: digest(properties),
        accept: () => find(properties, stackId, runtime),
        read,
        unreadable: (arn) => attributesOf(known(arn)),
      },
      request,
      runtime,
    );
  });
}

async function withTags<C extends Candidate>(candidates: C[], tags: [string, string][], runtime: Runtime) {
  if (tags.length === 0) return candidates;
  const found: C[] = [];
  for (const candidate of candidates) {
    const call = codeConnectionsOf(candidate.arn, runtime);
    const { Tags = [] } = await call('ListTagsForResource', { ResourceArn: candidate.arn });
    if (tags.every(([key, value]) => Tags.some(({ Key, Value }) => Key === key && Value === value))) {
      found.push(candidate);
    }
  }
  return found;
}

function listOf(candidates: Candidate[]): string {
  const shown = candidates
    .slice(0, MAX_CANDIDATES)
    .map(
      ({ title, traits, arn }) =>
        `${quoted(title)} (${[traits.provider, traits.status, arn].filter(Boolean).join(', ')})`,
    );
  const more = candidates.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
