import { type Document, isAlias, isMap, isScalar, isSeq, Scalar } from 'yaml';
import { ErrorCode } from '../../error-code';
import { validationError } from '../../private/errors';

/** Aliases are expanded in JSON, so a few of them can expand to very much, or endlessly. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;

/** Writes a document as JSON. Numbers keep their text, because JavaScript cannot represent all of them. */
export function toJson(document: Document, indent: string): string {
  let nodes = 0;
  const write = (node: unknown, outer: string): string => {
    nodes += 1;
    if (nodes > MAX_NODES || outer.length > MAX_DEPTH * indent.length) throw tooMany();
    const inner = outer + indent;
    const lines = (open: string, items: string[], close: string) =>
      items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${outer}${close}`;
    if (isAlias(node)) return write(node.resolve(document), outer);
    if (isSeq(node))
      return lines(
        '[',
        node.items.map((item) => write(item, inner)),
        ']',
      );
    if (!isMap(node)) return single(node);
    const items = node.items.map(({ key, value }) => `${JSON.stringify(keyOf(key))}: ${write(value, inner)}`);
    return lines('{', items, '}');
  };
  return write(document.contents, '');
}

/** A number, a boolean or null, as JSON writes it. */
export function isJsonLiteral({ type, value }: Scalar): boolean {
  const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
  return type === Scalar.PLAIN && literal.test(String(value));
}

function single(node: unknown): string {
  if (!isScalar(node)) return 'null';
  if (isJsonLiteral(node)) return String(node.value);
  return node.type === Scalar.PLAIN ? plain(String(node.value)) : JSON.stringify(node.value);
}

/** JSON for the values that YAML can write in several ways. */
function plain(value: string): string {
  if (/^(?:~|Null|NULL|)$/.test(value)) return 'null';
  return /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : JSON.stringify(value);
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function tooMany(): Error {
  const limit = `at most ${MAX_NODES} values and ${MAX_DEPTH} levels as JSON`;
  const message = `a deployment file must have ${limit}, got more: remove aliases, which are expanded in JSON`;
  return validationError(ErrorCode.INVALID_DEPLOYMENT_FILE, message, undefined);
}
