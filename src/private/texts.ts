import { StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { kindOfSecret } from './secrets';

/** The maximum length of a value in a message. */
const ROOM = 80;

/** A text with a placeholder for each token, to check the known parts of it. */
export function withoutTokens(text: string, placeholder: string): string {
  if (!Token.isUnresolved(text)) return text;
  return Tokenization.reverseString(text)
    .mapTokens({ mapToken: () => placeholder as never })
    .join(new StringConcat());
}

/** What the tokens of lists and numbers look like in a text. They are of no use in one, but people put them there. */
const OTHER_TOKENS = /#\{Token\[[^\]]*\]\}|-1\.888\d*e\+289/g;

/** A message, in which no token is to be seen. */
export function messageOf(text: string): string {
  return withoutTokens(text, '<token>').replace(OTHER_TOKENS, '<token>');
}

/** A text for a message, which may end up in logs. Tokens are shown as `<token>`, and secrets are not shown. */
export function shown(value: string, name?: string): string {
  const kind = kindOfSecret(value, name);
  return kind ? `(${kind}, not shown)` : JSON.stringify(withoutTokens(value, '<token>'));
}

/** A text for a message, shortened. */
export function shownInShort(value: string, name?: string): string {
  return shortened(shown(value, name));
}

/** A name for a message. */
export function shownName(name: string): string {
  return kindOfSecret(name) ? '(a secret, not shown)' : shortened(withoutTokens(name, '<token>'));
}

function shortened(text: string): string {
  return text.length > ROOM ? `${text.slice(0, ROOM - 4)}…${text.at(-1) === '"' ? '"' : ''}` : text;
}

/** What a value is that has another type than expected, for a message. */
export function typeOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return 'a text';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Array.isArray(value) ? 'a list' : `an object of the class ${value.constructor?.name ?? 'null'}`;
}
