import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, Scalar } from 'yaml';

/** Writes as JSON what was read, with every number as it is written: JavaScript cannot hold all that JSON can. */
export function toJson(node: unknown, document: Document, indent: string, outer = ''): string {
  const inner = outer + indent;
  const lines = (open: string, items: string[], close: string) =>
    items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${outer}${close}`;
  const write = (value: unknown) => toJson(value, document, indent, inner);
  if (isAlias(node)) return toJson((node as Alias).resolve(document), document, indent, outer);
  if (isMap(node)) {
    const items = node.items.map(({ key, value }) => `${JSON.stringify(keyOf(key))}: ${write(value)}`);
    return lines('{', items, '}');
  }
  if (isSeq(node)) return lines('[', node.items.map(write), ']');
  if (!isScalar(node)) return 'null';
  if (isJsonLiteral(node)) return String(node.value);
  return node.type === Scalar.PLAIN ? plain(String(node.value)) : JSON.stringify(node.value);
}

/** A number, a boolean or null, as JSON writes it. */
export function isJsonLiteral({ type, value }: Scalar): boolean {
  const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
  return type === Scalar.PLAIN && literal.test(String(value));
}

/** What YAML has more ways to write. */
function plain(value: string): string {
  if (/^(?:~|Null|NULL|)$/.test(value)) return 'null';
  return /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : JSON.stringify(value);
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
