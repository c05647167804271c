import { flag, optional, type Schema, text, texts } from '../shared/schema';

/** The properties of all look-ups. */
export interface LookupProperties {
  /** Where it is looked. */
  readonly Region: string;
  readonly Name: string | undefined;
  readonly ProviderType: string | undefined;
  readonly Tags: Readonly<Record<string, string>> | undefined;
  readonly OnlyAvailable: boolean;
  readonly Trigger: string | undefined;
}

export const lookupProperties: Schema<LookupProperties> = {
  Region: text(1, 50),
  Name: optional(text(1, 64)),
  ProviderType: optional(text(1, 64)),
  Tags: optional(texts),
  OnlyAvailable: flag,
  Trigger: optional(text(0, 1_000)),
};
