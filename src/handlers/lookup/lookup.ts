import { type CodeConnections, codeConnectionsIn, codeConnectionsOf } from '../client/codeconnections';
import type { Runtime } from '../client/runtime';
import { quoted } from '../client/text';
import type { Contract } from '../framework/contract';
import { type CustomResource, customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import type { LookupProperties } from './contract';

/** As many candidates as people read. */
const SHOWN_CANDIDATES = 10;

/** The attribute when something that was found before cannot be read any more. */
const UNKNOWN = 'UNKNOWN';

/** What things are told apart by, named as in messages. */
type Traits = Readonly<Record<string, string | undefined>>;

/** One of the things that there are. */
interface Candidate {
  readonly arn: string;
  /** What people call it. */
  readonly title: string;
  readonly traits: Traits;
}

/** What is looked up. The attributes of the custom resource are the members of the same names. */
interface Lookup<P, T> {
  readonly kind: 'connection' | 'host' | 'repository link';
  /** All that there are. */
  readonly list: (call: CodeConnections) => Promise<T[]>;
  readonly get: (call: CodeConnections, arn: string) => Promise<T | undefined>;
  /** What its ARN alone tells of it. */
  readonly known: (arn: string) => T;
  readonly describe: (thing: T) => Candidate;
  /** The traits that it must have; one that is undefined may be any. Tags, which take a call, are none of them. */
  readonly criteria: (properties: P) => Traits;
}

/**
 * Finds the one thing that meets all criteria.
 *
 * What was found is in the physical id: a rollback goes back to it, and must not fail because there is another by now.
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
    const given = Object.entries(criteria(properties)).filter(([, value]) => value !== undefined);
    const meeting = all.filter(({ traits }) => given.every(([name, value]) => traits[name] === value));
    const tags = Object.entries(properties.Tags ?? {});
    const tagged = await withTags(meeting, tags, runtime);
    const [one, another] = tagged;
    if (one && !another) return { attributes: attributesOf(one.thing), value: one.arn };

    const wanted = [...given, ...tags.map(([name, value]) => [`tag ${name}`, value])];
    const sought = wanted.map(([name, value]) => `${name} ${value}`).join(', ');
    throw new Error(
      one
        ? `${tagged.length} ${kind}s have ${sought}, and it must be one; say more of it: ${listOf(tagged)}`
        : `no ${kind} has ${sought}; there are ${all.length} ${kind}s${all.length > 0 ? `: ${listOf(all)}` : ''}`,
    );
  };

  return customResource(contract, (request, runtime) => {
    const { properties, stackId } = request;
    const again = async (arn: string) =>
      attributesOf({ ...(await get(codeConnectionsOf(arn, runtime), arn)), ...known(arn) });
    return acceptOnce(
      {
        key: digest(properties),
        accept: () => find(properties, stackId, runtime),
        again,
        unknown: (arn) => attributesOf(known(arn)),
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
    .slice(0, SHOWN_CANDIDATES)
    .map(
      ({ title, traits, arn }) =>
        `${quoted(title)} (${[traits.provider, traits.status, arn].filter(Boolean).join(', ')})`,
    );
  const more = candidates.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
