/** Secrets that are recognised by their form, under any name. Ordinary values do not have these forms. */
const FORMS: [kind: string, form: RegExp][] = [
  ['an AWS access key', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['a GitHub token', /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36})/],
  ['a GitLab token', /(?<![A-Za-z0-9])gl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|rtr|soat)-[\w-]{20}/],
];

/** The secret part of an access key has no form but its length, so its name decides. */
const SECRET_ACCESS_KEY = { name: /secret[\W_]*(?:access)?[\W_]*key/i, value: /^[A-Za-z0-9/+]{40}$/ };

const DYNAMIC_REFERENCE = /^\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[^{}]+\}\}$/;

/** The kind of secret that a value is, or nothing if it is none. */
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

/** A value for a message. It is never a secret, because messages are logged. */
export function shown(value: string, name?: string): string {
  const kind = kindOfSecret(value, name);
  return kind ? `(${kind}, not shown)` : shortened(JSON.stringify(value));
}

/** A name for a message. */
export function shownName(name: string): string {
  return kindOfSecret(name) ? '(a secret, not shown)' : shortened(name);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 76)}…${text.at(-1) === '"' ? '"' : ''}` : text;
}
