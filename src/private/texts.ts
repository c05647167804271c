import { StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { kindOfSecret } from './secrets';

/** As much of a text as a message has room for. */
const ROOM = 80;

/** A text with something else in place of its tokens, to look at what is known of it. */
export function withoutTokens(text: string, placeholder: string): string {
  if (!Token.isUnresolved(text)) return text;
  return Tokenization.reverseString(text)
    .mapTokens({ mapToken: () => placeholder as never })
    .join(new StringConcat());
}

/** A text for a message, which goes to logs: a token is called one, and a secret is not shown. */
export function shown(value: string, name?: string): string {
  const kind = kindOfSecret(value, name);
  return kind ? `(${kind}, not shown)` : JSON.stringify(withoutTokens(value, '<token>'));
}

/** A text for a message that has little room. */
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
