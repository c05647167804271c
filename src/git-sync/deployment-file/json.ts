import { type Document, isAlias, isMap, isScalar, isSeq, Scalar } from 'yaml';
import { validationError } from '../../private/errors';

/** References are written out in JSON, so few of them can make much of it, or have no end. */
const MAX_NODES = 100_000;
const DEEPEST = 100;

/** Writes as JSON what was read, with every number as it is written: JavaScript cannot hold all that JSON can. */
export function toJson(document: Document, indent: string): string {
  let nodes = 0;
  const write = (node: unknown, outer: string): string => {
    nodes += 1;
    if (nodes > MAX_NODES || outer.length > DEEPEST * indent.length) throw tooMany();
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

/** What YAML has more ways to write. */
function plain(value: string): string {
  if (/^(?:~|Null|NULL|)$/.test(value)) return 'null';
  return /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : JSON.stringify(value);
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function tooMany(): Error {
  const limit = `at most ${MAX_NODES} values as JSON, ${DEEPEST} deep at most`;
  const message = `a deployment file must have ${limit}, got more: its references make too many`;
  return validationError('InvalidDeploymentFile', message, undefined);
}
