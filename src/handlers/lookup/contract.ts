import { type Bounds, PROVIDER_TYPE, REGION } from '../../private/limits';
import { flag, optional, type Schema, text, texts } from '../framework/schema';

/** The properties of all lookups. */
export interface LookupProperties {
  /** The Region of the lookup. */
  readonly Region: string;
  readonly ProviderType: string | undefined;
  readonly Tags: Readonly<Record<string, string>> | undefined;
  readonly Trigger: string | undefined;
}

export const lookupProperties: Schema<LookupProperties> = {
  Region: text(REGION.min, REGION.max),
  ProviderType: optional(text(PROVIDER_TYPE.min, PROVIDER_TYPE.max)),
  Tags: optional(texts),
  Trigger: optional(text(0)),
};

/** The properties of lookups of resources with a name and a status. */
export interface NamedLookupProperties extends LookupProperties {
  readonly Name: string | undefined;
  readonly OnlyAvailable: boolean;
}

export function namedLookupProperties(name: Bounds): Schema<NamedLookupProperties> {
  return { ...lookupProperties, Name: optional(text(name.min, name.max)), OnlyAvailable: flag };
}
