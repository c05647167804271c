import { recall, remember } from '../shared/accepted';
import { codeConnectionsOf } from '../shared/codeconnections';
import type { Outcome, Request } from '../shared/custom-resource';
import { digest } from '../shared/digest';
import type { Runtime } from '../shared/runtime';
import type { LookupProperties } from './contract';

/** As many candidates as people read. */
const SHOWN_CANDIDATES = 10;

/** The attribute when something that was found before cannot be read any more. */
export const UNKNOWN = 'UNKNOWN';

/** One of the things that there are. */
export interface Candidate<A extends string> {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly providerType: string;
  readonly attributes: Readonly<Record<A, string>>;
}

export interface Lookup<A extends string, C extends Candidate<A> = Candidate<A>> {
  readonly kind: 'connection' | 'host';
  /** Everything that there is. */
  readonly all: () => Promise<C[]>;
  /** What was found before. */
  readonly one: (arn: string) => Promise<Candidate<A>>;
  /** Whether it meets the criteria that only this kind has. */
  readonly meets: (candidate: C) => boolean;
  /** Those criteria, for messages. */
  readonly criteria: Readonly<Record<string, string | undefined>>;
  readonly unknown: (arn: string) => Readonly<Record<A, string>>;
}

/**
 * Finds the one thing that meets all criteria.
 *
 * What was found is in the physical id: a rollback goes back to it, and must not fail because there is another by now.
 */
export async function lookUp<A extends string, C extends Candidate<A>>(
  lookup: Lookup<A, C>,
  { properties, physicalId }: Request<LookupProperties>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  const key = digest(properties);
  const found = recall(key, physicalId);
  if (found) return { physicalId: found.physicalId, attributes: await attributesNow(lookup, found.value, runtime) };

  const all = await lookup.all();
  const meeting = all.filter((candidate) => meets(candidate, properties) && lookup.meets(candidate));
  const tagged = properties.Tags ? await withTags(meeting, properties.Tags, runtime) : meeting;
  const [one, another] = tagged;
  if (one && !another) {
    return { physicalId: remember(`${key}=${one.arn}`, physicalId), attributes: one.attributes };
  }

  const { kind } = lookup;
  const criteria = criteriaOf(lookup.criteria, properties);
  throw new Error(
    one
      ? `${tagged.length} ${kind}s have ${criteria}, and it must be one; say more of it: ${listOf(tagged)}`
      : `no ${kind} has ${criteria}; there are ${all.length} ${kind}s${all.length > 0 ? `: ${listOf(all)}` : ''}`,
  );
}

function meets(
  { name, providerType, status }: Candidate<string>,
  { Name, ProviderType, OnlyAvailable }: LookupProperties,
): boolean {
  return (
    (Name === undefined || name === Name) &&
    (ProviderType === undefined || providerType === ProviderType) &&
    (!OnlyAvailable || status === 'AVAILABLE')
  );
}

async function withTags<A extends string>(
  candidates: Candidate<A>[],
  tags: Readonly<Record<string, string>>,
  runtime: Runtime,
): Promise<Candidate<A>[]> {
  const found: Candidate<A>[] = [];
  for (const candidate of candidates) {
    const call = codeConnectionsOf(candidate.arn, runtime);
    const { Tags = [] } = await call('ListTagsForResource', { ResourceArn: candidate.arn });
    const has = ([key, value]: [string, string]) => Tags.some(({ Key, Value }) => Key === key && Value === value);
    if (Object.entries(tags).every(has)) found.push(candidate);
  }
  return found;
}

async function attributesNow<A extends string>(
  lookup: Pick<Lookup<A>, 'kind' | 'one' | 'unknown'>,
  arn: string,
  runtime: Runtime,
) {
  try {
    return (await lookup.one(arn)).attributes;
  } catch (error) {
    runtime.log(`this ${lookup.kind} was found before, and cannot be read: ${(error as Error).message}`);
    return lookup.unknown(arn);
  }
}

function criteriaOf(criteria: Lookup<string>['criteria'], properties: LookupProperties): string {
  const { Name, ProviderType, Tags = {}, OnlyAvailable } = properties;
  const given = Object.entries({
    name: Name,
    provider: ProviderType,
    ...criteria,
    ...Object.fromEntries(Object.entries(Tags).map(([key, value]) => [`tag ${key}`, value])),
    status: OnlyAvailable ? 'AVAILABLE' : undefined,
  }).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name} ${value}`).join(', ');
}

function listOf(candidates: Candidate<string>[]): string {
  const shown = candidates
    .slice(0, SHOWN_CANDIDATES)
    .map(({ name, providerType, status, arn }) => `${name} (${providerType}, ${status}, ${arn})`);
  const more = candidates.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
