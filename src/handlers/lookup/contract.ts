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
  Region: text(1, 50),
  ProviderType: optional(text(1, 64)),
  Tags: optional(texts),
  Trigger: optional(text(0)),
};

/** The properties of lookups of resources with a name and a status. */
export interface NamedLookupProperties extends LookupProperties {
  readonly Name: string | undefined;
  readonly OnlyAvailable: boolean;
}

export const namedLookupProperties: Schema<NamedLookupProperties> = {
  ...lookupProperties,
  Name: optional(text(1, 64)),
  OnlyAvailable: flag,
};
