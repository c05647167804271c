/** Secrets that are known by their form, whatever they are called. Ordinary values do not have these forms. */
const FORMS: [kind: string, form: RegExp][] = [
  ['an access key of AWS', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['a token of GitHub', /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36})/],
  ['a token of GitLab', /(?<![A-Za-z0-9])gl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|rtr|soat)-[\w-]{20}/],
];

/** The secret part of an access key has no form but its length, so its name has to tell. */
const SECRET_ACCESS_KEY = { name: /secret[\W_]*(?:access)?[\W_]*key/i, value: /^[A-Za-z0-9/+]{40}$/ };

const DYNAMIC_REFERENCE = /^\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[^{}]+\}\}$/;

/** What kind of secret a value is by its form, if it is one. */
export function kindOfSecret(value: string, name = ''): string | undefined {
  const known = FORMS.find(([, form]) => form.test(value));
  if (known) return known[0];
  const { name: named, value: form } = SECRET_ACCESS_KEY;
  return named.test(name) && form.test(value) ? 'a secret access key of AWS' : undefined;
}

/** Whether CloudFormation replaces the value, as a whole, by what it refers to. */
export function isDynamicReference(value: string): boolean {
  return DYNAMIC_REFERENCE.test(value);
}
