/** Forms by which secrets are recognized, under any name. Ordinary values do not have these forms. */
const FORMS: [kind: string, form: RegExp][] = [
  ['an AWS access key', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['a GitHub token', /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36})/],
  ['a GitLab token', /(?<![A-Za-z0-9])gl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|rtr|soat)-[\w-]{20}/],
];

/** A secret access key is recognized by its name, because only its length is characteristic. */
const SECRET_ACCESS_KEY = { name: /secret[\W_]*(?:access)?[\W_]*key/i, value: /^[A-Za-z0-9/+]{40}$/ };

const DYNAMIC_REFERENCE = /^\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[^{}]+\}\}$/;

/** The kind of secret that a value contains, or nothing if it contains none. */
export function kindOfSecret(value: string, name = ''): string | undefined {
  const known = FORMS.find(([, form]) => form.test(value));
  if (known) return known[0];
  const { name: named, value: form } = SECRET_ACCESS_KEY;
  return named.test(name) && form.test(value) ? 'an AWS secret access key' : undefined;
}

/** Whether the whole value is a dynamic reference, which CloudFormation resolves. */
export function isDynamicReference(value: string): boolean {
  return DYNAMIC_REFERENCE.test(value);
}
